extension LabelledText {
    /// Languages in Latin letters.
    static let western = rows(
        of: #"""
            ## English
            Sourdough & slow mornings 🥖 | 📩 jane.doe@example.com | Lisbon ⇒ jane.doe@example.com
            📧jane.doe@example.com✨ ⇒ jane.doe@example.com
            she/her 🌈⏎🎥 2M on TikTok⏎💌 hello@oakandrye.example⏎👇 new video ⇒ hello@oakandrye.example
            Business inquiries ➡️ Biz@TheMoonBaker.EXAMPLE ⇒ biz@themoonbaker.example
            mgmt: (tess@northlane.example) | PR: <press@northlane.example> ⇒ tess@northlane.example press@northlane.example
            Booking/press/hugs: "mo@example.org", no DMs pls ⇒ mo@example.org
            est. 2016. Collabs: pia@example.net. Shipping worldwide. ⇒ pia@example.net
            UK 🇬🇧 jane@example.co.uk/links ⇒ jane@example.co.uk
            jane@example.comInstagram: @jane ⇒ jane@example.com
            📍LA ✈️ NYC|hi+tiktok@example.com|13.4K on IG @hi.tok ⇒ hi+tiktok@example.com
            #ad #gifted #ugc creator ugc_by_amy@example.com #momsoftiktok ⇒ ugc_by_amy@example.com
            Call +1 (555) 010-0199 or mail o'brien@example.com $50/post ⇒ o'brien@example.com
            jane@example.com / jane@example.com ⇒ jane@example.com
            Jane@example.com, JANE@EXAMPLE.COM; jane@example.org ⇒ jane@example.com jane@example.org
            brand deals:a@example.com,b@example.com;c@example.com|d@example.com ⇒ a@example.com b@example.com c@example.com d@example.com
            me@example.com&team@example.org ⇒ me@example.com team@example.org
            Live Mon-Fri 8:30pm EST ⏰ | v2.0 merch out | shop@merch.example → 20% off ⇒ shop@merch.example
            Find the PDF at https://example.com/guide.pdf or ask guide@example.com ⇒ guide@example.com
            For collabs use jane [at] example [dot] com ❤️ ⇒ jane@example.com|disguised
            collab? jane(at)example.com ⇒ jane@example.com|disguised
            write to jane AT example DOT com ⇒ jane@example.com|disguised
            No bots: jane.doe [at] studio.example ⇒ jane.doe@studio.example|disguised
            PR 👉 kit {at} example {dot} org 👈 ⇒ kit@example.org|disguised
            kit@example dot net (yes, dot) ⇒ kit@example.net|disguised
            𝗕𝘂𝘀𝗶𝗻𝗲𝘀𝘀: 𝗺𝗶𝗮@𝘀𝘁𝘂𝗱𝗶𝗼.𝗲𝘅𝗮𝗺𝗽𝗹𝗲 ⇒ mia@studio.example
            𝓉𝒽𝑒 𝓂𝑜𝑜𝓃 𝒷𝒶𝓀ℯ𝓇 🌙 moon@example.com ⇒ moon@example.com
            ʙᴏᴏᴋɪɴɢꜱ: ᴊᴀɴᴇ@ᴇxᴀᴍᴘʟᴇ.ᴄᴏᴍ ⇒ jane@example.com
            🅹🅰🅽🅴@🅴🆇🅰🅼🅿🅻🅴.🅲🅾🅼 ⇒ jane@example.com
            ☾ m̲i̲a̲@example.com ☽ ⇒ mia@example.com
            ℹ️info@example.com ⇒ info@example.com
            ①sales@example.com②press@example.com ⇒ sales@example.com press@example.com
            1️⃣sales@example.com2️⃣press@example.com ⇒ sales@example.com press@example.com
            🅿️parking@example.com Ⓜ️metro@example.com ⇒ parking@example.com metro@example.com
            ™brand@example.com ℡call@example.com ⇒ brand@example.com call@example.com
            jane@example.com™ jane2@example.com℠ ⇒ jane@example.com jane2@example.com
            \#u{3164}\#u{3164}Mail\#u{3164}jane@example.com\#u{3164}xx ⇒ jane@example.com
            \#u{2800}\#u{2800}jane@example.com\#u{2800}\#u{2800} ⇒ jane@example.com
            jane@example.comInsta@jane.cooks ⇒ jane@example.com
            <a href="mailto:jane%40example.com?subject=hi">write</a> ⇒ jane@example.com
            mailto:jane%2Bads@example.com?cc=x ⇒ jane+ads@example.com
            ## Spanish
            Contacto/colaboraciones👉lucia.mar@example.com👈 ⇒ lucia.mar@example.com
            ✨Recetas fáciles✨⏎Escríbeme: cocina@abuela.example ¡gracias! ⇒ cocina@abuela.example
            ¡hola@luzverde.example! Envíos a 🇲🇽🇨🇴 $199 MXN ⇒ hola@luzverde.example
            escribe a pedro [arroba] example [punto] com ⇒ pedro@example.com|disguised
            Publicidad: (publi@año.example) ⇒ publi@año.example|xn--ao-zja.example
            Colabos → dani(arroba)example.com, WhatsApp 300 555 0101 ⇒ dani@example.com|disguised
            ## Portuguese
            Parcerias: joao_silva@example.com 🇧🇷 ⇒ joao_silva@example.com
            📍São Paulo ☎️(11) 5555-0123 📩contato@pão.example ⇒ contato@pão.example|xn--po-sia.example
            Publi e parceria: bia (arroba) example (ponto) com ⇒ bia@example.com|disguised
            E-mail comercial:comercial@tiaZ.example⏎Receitas às 18h ⇒ comercial@tiaz.example
            Assessoria👇🏽ana.assessoria@example.net ⇒ ana.assessoria@example.net
            ## French
            Écris-moi→zoe@example.org ⇒ zoe@example.org
            Pro : « camille@atelier.example » – réponse sous 48 h ⇒ camille@atelier.example
            Partenariats : léa sur lea@pâtisserie.example ⇒ lea@pâtisserie.example|xn--ptisserie-b2a.example
            contact (arobase) atelier (point) example ⇒ contact@atelier.example|disguised
            L'adresse, c'est contact@example.com. À bientôt ! ⇒ contact@example.com
            ## German
            Anfragen gerne an anna@beispiel.example – danke! ⇒ anna@beispiel.example
            Kooperation: lena(at)example.org oder DM ⇒ lena@example.org|disguised
            max [ät] example [punkt] net ⇒ max@example.net|disguised
            Impressum: Straße 5, 10115 Berlin, post@straße.example ⇒ post@straße.example|xn--strae-oqa.example
            Für Werbung:werbung@example.com!!! ⇒ werbung@example.com
            jane@bücher.example ⇒ jane@bücher.example|xn--bcher-kva.example
            ## Italian
            collaborazioni:giulia@example.net;grazie ⇒ giulia@example.net
            Per collaborare scrivi a nonna (chiocciola) example (punto) com ⇒ nonna@example.com|disguised
            🍝Ricette della nonna ✉️cucina@example.com🇮🇹 ⇒ cucina@example.com
            ## Dutch, Swedish, Norwegian, Finnish
            Zakelijk: sanne@example.com/zakelijk ⇒ sanne@example.com
            Mail naar tom [apenstaartje] example [punt] com ⇒ tom@example.com|disguised
            Samarbete? åsa når du på asa@kött.example ⇒ asa@kött.example|xn--ktt-sna.example
            Samarbeid: kari@example.com (svarer på alt) ⇒ kari@example.com
            Yhteistyö: matti@example.org, Helsinki ⇒ matti@example.org
            ## Polish, Czech, Hungarian, Romanian
            Współpraca: ola@example.com ⇒ ola@example.com
            Współpraca ola [małpa] example [kropka] com ⇒ ola@example.com|disguised
            Spolupráce: eva[zavináč]example.com ⇒ eva@example.com|disguised
            Együttműködés: kati@főzés.example ⇒ kati@főzés.example|xn--fzs-cma23c.example
            Colaborări: ioana@example.com, vă rog ⇒ ioana@example.com
            ## Turkish
            İş birliği için: ayse@example.com ⇒ ayse@example.com
            reklam@example.com'a yazın 🇹🇷 ⇒ reklam@example.com
            İLETİŞİM:MUTFAK@EXAMPLE.COM ⇒ mutfak@example.com
            ayşe'nin mutfağı | bilgi [at] example [nokta] com ⇒ bilgi@example.com|disguised
            ## Vietnamese, Indonesian, Tagalog, Swahili
            Liên hệ: linh@example.com ⇒ linh@example.com
            Kerja sama: budi@example.com ya kak 🙏 ⇒ budi@example.com
            Endorse/PP: WA 0812-5550-101 / email:sari@dapur.example ⇒ sari@dapur.example
            Para sa collab: nena@example.net po ⇒ nena@example.net
            Ushirikiano: amina@example.org, karibu ⇒ amina@example.org
            """#)
}
