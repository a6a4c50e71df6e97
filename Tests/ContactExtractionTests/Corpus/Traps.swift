extension LabelledText {
    /// Texts that hold no address, however much they look like it.
    static let traps = rows(
        of: #"""
            ## Prose
            meet me at studio dot com tomorrow ⇒ –
            find me at home dot com ⇒ –
            see you (at) studio.com ⇒ –
            Live AT studio DOT com ⇒ –
            SHOP ALL PRINTS AT STUDIO DOT COM ⇒ –
            see my prints (at) studio.com ⇒ –
            order the calendar [at] studio [dot] com ⇒ –
            come at 5 dot 30 ⇒ –
            DOORS AT 5 DOT 30 ⇒ –
            polka dot com vestido at noon ⇒ –
            work @ home.studio ⇒ –
            look @ example.com ⇒ –
            dinner (at) eight (dot) thirty ⇒ –
            jane at example dot com ⇒ –
            JANE AT EXAMPLE.COM ⇒ –
            a lot of fun (at the beach) dot ⇒ –
            Kunst @ Kultur.Haus ⇒ –
            Nos vemos a las 5 punto 30 ⇒ –
            ## Handles
            @handle.com ⇒ –
            @jane ⇒ –
            follow me @jane.cooks ⇒ –
            name@tiktok ⇒ –
            jane@insta ⇒ –
            @jane@social.example ⇒ –
            🐘 @jane@social.example | 🦋 @jane.bsky.example ⇒ –
            matrix @jane:chat.example ⇒ –
            matrix: #room:chat.example and @jane.doe:chat.example ⇒ –
            xmpp:jane@chat.example ⇒ –
            sip:jane@voice.example ⇒ –
            IG@jane.art ⇒ –
            insta@luz.fit tiktok@luz.dance ⇒ –
            TikTok@jane.live | YT@jane.tv ⇒ –
            IG(at)jane.art ⇒ –
            snap@jane.world ⇒ –
            UPI: jane@okbank ⇒ –
            UPI jane.98@ybl ⇒ –
            Skype live:.cid.0a1b2c3d ⇒ –
            discord jane#1234 @jane.doe.art ⇒ –
            インスタ@yuki.tokyo ⇒ –
            微信@mei.shop ⇒ –
            Инстаграм@olga.style ⇒ –
            https://www.tiktok.com/@jane.com ⇒ –
            https://example.com/@jane.doe.net ⇒ –
            youtube.com/@jane.art/videos ⇒ –
            ## Files, packages, keys
            foo@2x.png ⇒ –
            icon@3x.zip ⇒ –
            sprite@2x.webp and hero@1.5x.jpg ⇒ –
            deck@final.zip ⇒ –
            clip@holiday.mov ⇒ –
            clip@holiday.mp4 ⇒ –
            logo@dark.svg ⇒ –
            cv@final.pdf ⇒ –
            0a1b2c3d4e5f60718293a4b5c6d7e8f9@sentry.io ⇒ –
            0a1b2c3d4e5f60718293a4b5c6d7e8f9@o1234.ingest.sentry.io ⇒ –
            https://0a1b2c3d4e5f60718293a4b5c6d7e8f9@errors.example/42 ⇒ –
            0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9@mail.example ⇒ –
            npm i @jane/kit@1.2.3 react@18.2.0 ⇒ –
            npm i lodash@latest vite@next ⇒ –
            uses actions/checkout@v4.1 ⇒ –
            cdn: https://cdn.example.com/npm/swiper@9.0/swiper.min.js ⇒ –
            image@sha256:0a1b2c3d ⇒ –
            git@code.example:jane/site.git ⇒ –
            git clone git@example.com:jane/dotfiles ⇒ –
            root@server.example:~# ls ⇒ –
            scp a.txt deploy@host.example:/srv/www/ ⇒ –
            ssh://git@code.example/jane/site.git ⇒ –
            jane@laptop:~$ ⇒ –
            ftp://jane@files.example/pub ⇒ –
            postgres://jane:secret@db.example:5432/app ⇒ –
            postgres://jane:s.ecret@db.example/app ⇒ –
            https://user:secret@example.com/x ⇒ –
            https://user@example.com/path ⇒ –
            import { a } from '@scope/pkg.js' ⇒ –
            @media screen.and ⇒ –
            ## Not quite addresses
            user@example ⇒ –
            jane@ ⇒ –
            @ ⇒ –
            jane@@example.com ⇒ –
            jane@.com ⇒ –
            jane@com ⇒ –
            jane@。example.com ⇒ –
            OK。@example.com ⇒ –
            jane@example..com ⇒ –
            jane.@example.com ⇒ –
            jane..doe@example.com ⇒ –
            jane@-example.com ⇒ –
            jane@example.connect ⇒ –
            jane@example.invalid jane@host.internal jane@router.local ⇒ –
            jane@localhost jane@127.0.0.1 jane@[192.0.2.1] ⇒ –
            jane@gmail,com jane@exa_mple.com ⇒ –
            jane@example .com jane @example.com ⇒ –
            jane @ example dot com ⇒ –
            é.jane@example.com ⇒ –
            icon@dark.svg ⇒ –
            jane@mail ⇒ –
            jane @ example . com ⇒ –
            jane@⏎example.com ⇒ –
            jane@example.⏎com ⇒ –
            jane@example.com@example.org ⇒ –
            müller@example.com ⇒ –
            jos\#u{E9}@example.com jose\#u{301}@example.com ⇒ –
            \#u{430}nna@example.com ⇒ –
            🅹ane@example.com ᴊane@example.com ⇒ –
            🅿24@example.com 🅿jane@example.com ⇒ –
            用户@example.com ⇒ –
            почтаjane@example.com ⇒ –
            jane\#u{E0A0}example\#u{E0A1}com (dot) ⇒ –
            mailto:jane%EE%82%A0example.com (dot) ⇒ –
            jane(dot)doe ⇒ –
            jane [at] example ⇒ –
            (at) example (dot) com ⇒ –
            ## Prices, times, versions, the rest of a life
            10 @ 5.99 ⇒ –
            3@5.99 2@1.50 ⇒ –
            prints $5@each.shop, €12@stand.art ⇒ –
            doors @8.30pm ⇒ –
            8:30@club.haus9 ⇒ –
            v1.2.3@beta2 ⇒ –
            📍40.4168,-3.7038 @17z ⇒ –
            https://maps.example.com/place/Caf%C3%A9/@40.41,-3.70,17z ⇒ –
            100% cotton @shop.now ⇒ –
            😀@😀.😀 ⇒ –
            ¯\_(ツ)_/¯ @ work.life.balance ⇒ –
            ★ 12.5K ★ 4.9/5 ★ since 2014 ★ ⇒ –
            #ootd #sourdough #pão #パン ⇒ –
            لا إيميل، راسلوني خاص ⇒ –
            メールはありません。DMでどうぞ ⇒ –
            이메일 없음 @jisoo.eats ⇒ –
            только директ @olga.eats ⇒ –
            Only DMs please 🙏 +44 20 7946 0101 ⇒ –
            """#)
}
