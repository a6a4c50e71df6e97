extension LabelledText {
    /// Languages in other letters; many have no spaces between words.
    static let world = rows(
        of: #"""
            ## Russian, Ukrainian, Bulgarian
            По рекламе — ivan@example.com, спасибо ⇒ ivan@example.com
            Реклама:olga@кухня.example ⇒ olga@кухня.example|xn--j1agri5c.example
            ivan [собака] example [точка] com ⇒ ivan@example.com|disguised
            info@пример.example ⇒ info@пример.example|xn--e1afmkfd.example
            Сотрудничество👉🏼reklama@example.orgТелеграм: @reklama ⇒ reklama@example.org
            Співпраця: olena@example.net 🇺🇦 ⇒ olena@example.net
            За реклама: „maria@example.com“ ⇒ maria@example.com
            jane@\#u{435}xample.com ⇒ jane@\#u{435}xample.com|xn--xample-2of.com|mixed
            пишите: pr@st\#u{443}dio.example ⇒ pr@st\#u{443}dio.example|xn--stdio-fze.example|mixed
            ## Greek, Georgian, Armenian
            Επικοινωνία: eleni@example.com ⇒ eleni@example.com
            Συνεργασίες: nikos@γεύση.example ⇒ nikos@γεύση.example|xn--oxaeg1c8b.example
            pr@\#u{3BF}live.example ⇒ pr@\#u{3BF}live.example|xn--live-znd.example|mixed
            თანამშრომლობა:nino@example.comმადლობა ⇒ nino@example.com
            Համագործակցություն՝ ani@example.org ⇒ ani@example.org
            ## Arabic, Persian, Urdu
            للتواصل والإعلان: sara@example.com ⇒ sara@example.com
            \#u{200F}sara@example.com\#u{200F} إيميل ⇒ sara@example.com
            للإعلانsara@example.comواتساب ٠٥٥٥٠١٢٣٤ ⇒ sara@example.com
            الإيميل، ads@example.net، سناب: sara.eats ⇒ ads@example.net
            \#u{202B}للتنسيق \#u{202A}omar@example.org\#u{202C}\#u{202C} ⇒ omar@example.org
            همکاری: neda@example.com 🇮🇷 (تلفن ۰۹۱۲۵۵۵۰۱۰۱) ⇒ neda@example.com
            رابطہ: bilal(at)example.com شکریہ ⇒ bilal@example.com|disguised
            مطبخ سارة | info@مطبخ.example ⇒ info@مطبخ.example|xn--ngbmz9c.example
            ## Hebrew
            לשיתופי פעולה: noa@example.com ⇒ noa@example.com
            לפרטים כתבו לnoa@example.com או בוואטסאפ 050-555-0101 ⇒ noa@example.com
            noa@example.orgאו אינסטגרם ⇒ noa@example.org
            דוא״ל: noa (at) example (dot) net ⇒ noa@example.net|disguised
            ## Hindi, Bengali, Tamil
            सहयोग के लिए: asha@example.net ⇒ asha@example.net
            ईमेलasha@example.comपर लिखें ⇒ asha@example.com
            व्यवसाय: asha@रसोई.example ⇒ asha@रसोई.example|xn--o1b3fya0f.example
            १२ लाख परिवार ❤️ | work.asha@example.org | UPI से पैसे नहीं ⇒ work.asha@example.org
            যোগাযোগ: mita@example.com। ধন্যবাদ ⇒ mita@example.com
            தொடர்புக்கு: kavi@example.com நன்றி ⇒ kavi@example.com
            ## Thai, Lao
            ติดต่องานnok@example.comได้เลย ⇒ nok@example.com
            ติดต่องาน👉🏻nok.eats@example.com 📞 08-5550-1234 ⇒ nok.eats@example.com
            อีเมล์nok@ครัว.example ⇒ nok@ครัว.example|xn--42c6dm3b.example
            ติดต่อ nok(at)example(dot)comนะคะ ⇒ nok@example.com|disguised
            ຕິດຕໍ່:kham@example.com ⇒ kham@example.com
            ## Japanese
            メールjane@example.com ⇒ jane@example.com
            お仕事のご依頼はyuki@example.comまでお願いします ⇒ yuki@example.com
            連絡先：ｙｕｋｉ＠ｅｘａｍｐｌｅ．ｃｏｍ ⇒ yuki@example.com
            📩→yuki＠example．com ⇒ yuki@example.com
            【お仕事】yuki@example.org【インスタ】@yuki.eats ⇒ yuki@example.org
            yuki@example.comインスタ@yuki_eats ⇒ yuki@example.com
            お問い合わせはyuki@例え.exampleへ ⇒ yuki@例え.example|xn--r8jz45g.example
            yuki（アットマーク）example（ドット）com ⇒ yuki@example.com|disguised
            yuki[アット]example.com ⇒ yuki@example.com|disguised
            毎週金曜19:30更新🍙 yuki@example.com。instagramもどうぞ ⇒ yuki@example.com
            ㊗️10万人！PR案件・yuki@example.net・DM不可 ⇒ yuki@example.net
            ## Korean
            문의jisoo@example.com로 주세요 ⇒ jisoo@example.com
            비즈니스 문의 : jisoo@example.com으로 ⇒ jisoo@example.com
            광고/협찬✉️jisoo_ads@example.net ⇒ jisoo_ads@example.net
            jisoo (골뱅이) example (점) com ⇒ jisoo@example.com|disguised
            이메일jisoo@부엌.example입니다 ⇒ jisoo@부엌.example|xn--or3bu5m.example
            ## Chinese
            商务合作：mei@example.com。谢谢 ⇒ mei@example.com
            商务合作：mei@example.com。wechat: mei88 ⇒ mei@example.com
            请联系。mei@example.org。 ⇒ mei@example.org
            合作mei88@example.com邮件 ⇒ mei88@example.com
            合作請洽mei@example.com，謝謝🙏 ⇒ mei@example.com
            邮箱:mei＠example。com ⇒ mei@example.com
            mei@example.com微信@mei88 ⇒ mei@example.com
            工作邮箱「mei@厨房.example」，报价¥3000起 ⇒ mei@厨房.example|xn--inr825a.example
            邮箱：mei（at）example（dot）com ⇒ mei@example.com|disguised
            粉絲12.5萬 | 邀約：mei.lin@example.org | LINE:@meilin ⇒ mei.lin@example.org
            合作①mei@example.com②lin@example.com ⇒ mei@example.com lin@example.com
            """#)
}
