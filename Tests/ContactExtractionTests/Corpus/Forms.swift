extension LabelledText {
    /// Each form of writing an address, and its neighbours.
    static let forms = rows(
        of: #"""
            ## Neighbours and cuts
            Jane@Example.COM. ⇒ jane@example.com
            (jane@example.com) ⇒ jane@example.com
            [jane@example.com] ⇒ jane@example.com
            {jane@example.com} ⇒ jane@example.com
            ‘jane@example.com’ “joe@example.org” ⇒ jane@example.com joe@example.org
            'jane@example.com' ⇒ jane@example.com
            *jane@example.com* ~joe@example.org~ ⇒ jane@example.com joe@example.org
            jane@example.com? jane2@example.com! ⇒ jane@example.com jane2@example.com
            jane@example.com: business only ⇒ jane@example.com
            jane@example.com:PR ⇒ jane@example.com
            jane@example.com- ⇒ jane@example.com
            jane@example.com.- ⇒ jane@example.com
            jane@example.com… ⇒ jane@example.com
            jane@example.com-Berlin ⇒ jane@example.com
            jane@example.com.Follow me ⇒ jane@example.com
            jane@studio.exampleFollow me ⇒ jane@studio.example
            JANE@EXAMPLE.COM.FOLLOW ME ⇒ jane@example.com
            jane@example.com♡‿♡ ⇒ jane@example.com
            jane@example.com+joe@example.org ⇒ jane@example.com joe@example.org
            jane@example.com/joe@example.org ⇒ jane@example.com joe@example.org
            #jane@example.com# ⇒ jane@example.com
            email=jane@example.com&x=1 ⇒ jane@example.com
            .jane@example.com ⇒ jane@example.com
            -jane@example.com ⇒ jane@example.com
            IG@jane.art jane@example.com ⇒ jane@example.com
            jane@a.b.c.shop.example ⇒ jane@a.b.c.shop.example
            1@example.com ⇒ 1@example.com
            jane-@example.com jane_@example.com ⇒ jane-@example.com jane_@example.com
            jane@xn--bcher-kva.example ⇒ jane@xn--bcher-kva.example
            ## Dress
            ja\#u{200B}ne@exam\#u{200D}ple.com ⇒ jane@example.com
            jane\#u{2060}@\#u{2060}example.com ⇒ jane@example.com
            jane@ex\#u{00AD}ample.com ⇒ jane@example.com
            ja\#u{34F}ne@example.com ⇒ jane@example.com
            \#u{FEFF}jane@example.com ⇒ jane@example.com
            jane﹫example.com ⇒ jane@example.com
            𝗃𝖺𝗇𝖾@example.com ⇒ jane@example.com
            𝓳𝓪𝓷𝓮@𝓮𝔁𝓪𝓶𝓹𝓵𝓮.𝓬𝓸𝓶 ⇒ jane@example.com
            𝚓𝚊𝚗𝚎𝟸𝟺@𝚎𝚡𝚊𝚖𝚙𝚕𝚎.𝚌𝚘𝚖 ⇒ jane24@example.com
            𝔧𝔞𝔫𝔢@𝔢𝔵𝔞𝔪𝔭𝔩𝔢.𝔠𝔬𝔪 ⇒ jane@example.com
            ⓙⓐⓝⓔ@ⓔⓧⓐⓜⓟⓛⓔ.ⓒⓞⓜ ⇒ jane@example.com
            ᴛᴀxɪ@ꜱᴛᴜᴅɪᴏ.ᴇxᴀᴍᴘʟᴇ ⇒ taxi@studio.example
            ## Disguise
            jane [ at ] example [ dot ] com ⇒ jane@example.com|disguised
            jane [AT] example [DOT] com ⇒ jane@example.com|disguised
            jane(@)example.com ⇒ jane@example.com|disguised
            jane[@]example[.]com ⇒ jane@example.com|disguised
            jane <at> example <dot> com ⇒ jane@example.com|disguised
            jane@example[dot]com ⇒ jane@example.com|disguised
            jane@example(.)com ⇒ jane@example.com|disguised
            jane [at] mail [dot] studio [dot] example ⇒ jane@mail.studio.example|disguised
            jane【at】example.com ⇒ jane@example.com|disguised
            jane AT shop DOT studio DOT example ⇒ jane@shop.studio.example|disguised
            BOOKINGS: JANE AT EXAMPLE DOT COM ⇒ jane@example.com|disguised
            jane [at] example [dot] com or jane@example.com ⇒ jane@example.com
            a(at)example.com b@example.com ⇒ a@example.com|disguised b@example.com
            jane.doe [at] example [dot] com, joe [at] example [dot] org ⇒ jane.doe@example.com|disguised joe@example.org|disguised
            """#)
}
