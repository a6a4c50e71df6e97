/// Countries by the names that YouTube shows them under, in English.
enum CountryNames {
    /// The ISO 3166-1 alpha-2 code of a country's English name, or of the code itself; `nil` for anything else.
    static func code(of name: String) -> String? {
        let key = key(name)
        if let code = codes[key] { return code }
        let upper = name.uppercased()
        return known.contains(upper) ? upper : nil
    }

    private static let known = Set(codes.values)

    /// Names are compared without case, accents that YouTube sometimes leaves out, and punctuation.
    private static func key(_ name: String) -> String {
        let plain: [Character: Character] = ["é": "e", "ç": "c", "ô": "o", "ã": "a", "í": "i", "å": "a", "ü": "u"]
        let letters = name.lowercased().replacing("&", with: "and").map { plain[$0] ?? $0 }.filter(\.isLetter)
        return String(letters)
    }

    private static let codes: [String: String] = {
        var codes: [String: String] = [:]
        for entry in table.split(separator: ";") {
            let parts = entry.split(separator: ":")
            guard parts.count == 2 else { continue }
            let code = String(parts[0].filter { !$0.isWhitespace })
            for name in parts[1].split(separator: "|") { codes[key(String(name))] = code }
        }
        return codes
    }()

    /// ISO 3166-1 with the short names of Unicode CLDR, which YouTube's interface uses, and other names in use.
    private static let table = """
        AF:Afghanistan;AX:Åland Islands;AL:Albania;DZ:Algeria;AS:American Samoa;AD:Andorra;AO:Angola;AI:Anguilla;
        AQ:Antarctica;AG:Antigua and Barbuda;AR:Argentina;AM:Armenia;AW:Aruba;AU:Australia;AT:Austria;AZ:Azerbaijan;
        BS:Bahamas|The Bahamas;BH:Bahrain;BD:Bangladesh;BB:Barbados;BY:Belarus;BE:Belgium;BZ:Belize;BJ:Benin;
        BM:Bermuda;BT:Bhutan;BO:Bolivia;BA:Bosnia and Herzegovina|Bosnia;BW:Botswana;BR:Brazil;BN:Brunei;
        IO:British Indian Ocean Territory;VG:British Virgin Islands;BG:Bulgaria;BF:Burkina Faso;BI:Burundi;
        KH:Cambodia;CM:Cameroon;CA:Canada;CV:Cape Verde|Cabo Verde;BQ:Caribbean Netherlands;KY:Cayman Islands;
        CF:Central African Republic;TD:Chad;CL:Chile;CN:China;CX:Christmas Island;CC:Cocos (Keeling) Islands;
        CO:Colombia;KM:Comoros;CG:Congo - Brazzaville|Republic of the Congo|Congo;
        CD:Congo - Kinshasa|Democratic Republic of the Congo|DR Congo;CK:Cook Islands;CR:Costa Rica;
        CI:Côte d’Ivoire|Ivory Coast;HR:Croatia;CU:Cuba;CW:Curaçao;CY:Cyprus;CZ:Czechia|Czech Republic;DK:Denmark;
        DJ:Djibouti;DM:Dominica;DO:Dominican Republic;EC:Ecuador;EG:Egypt;SV:El Salvador;GQ:Equatorial Guinea;
        ER:Eritrea;EE:Estonia;SZ:Eswatini|Swaziland;ET:Ethiopia;FK:Falkland Islands;FO:Faroe Islands;FJ:Fiji;
        FI:Finland;FR:France;GF:French Guiana;PF:French Polynesia;TF:French Southern Territories;GA:Gabon;GM:Gambia;
        GE:Georgia;DE:Germany;GH:Ghana;GI:Gibraltar;GR:Greece;GL:Greenland;GD:Grenada;GP:Guadeloupe;GU:Guam;
        GT:Guatemala;GG:Guernsey;GN:Guinea;GW:Guinea-Bissau;GY:Guyana;HT:Haiti;HN:Honduras;
        HK:Hong Kong|Hong Kong SAR China;HU:Hungary;IS:Iceland;IN:India;ID:Indonesia;IR:Iran;IQ:Iraq;IE:Ireland;
        IM:Isle of Man;IL:Israel;IT:Italy;JM:Jamaica;JP:Japan;JE:Jersey;JO:Jordan;KZ:Kazakhstan;KE:Kenya;KI:Kiribati;
        XK:Kosovo;KW:Kuwait;KG:Kyrgyzstan;LA:Laos;LV:Latvia;LB:Lebanon;LS:Lesotho;LR:Liberia;LY:Libya;
        LI:Liechtenstein;LT:Lithuania;LU:Luxembourg;MO:Macao|Macao SAR China|Macau;MG:Madagascar;MW:Malawi;
        MY:Malaysia;MV:Maldives;ML:Mali;MT:Malta;MH:Marshall Islands;MQ:Martinique;MR:Mauritania;MU:Mauritius;
        YT:Mayotte;MX:Mexico;FM:Micronesia;MD:Moldova;MC:Monaco;MN:Mongolia;ME:Montenegro;MS:Montserrat;MA:Morocco;
        MZ:Mozambique;MM:Myanmar|Myanmar (Burma)|Burma;NA:Namibia;NR:Nauru;NP:Nepal;NL:Netherlands|The Netherlands;
        NC:New Caledonia;NZ:New Zealand;NI:Nicaragua;NE:Niger;NG:Nigeria;NU:Niue;NF:Norfolk Island;KP:North Korea;
        MK:North Macedonia|Macedonia;MP:Northern Mariana Islands;NO:Norway;OM:Oman;PK:Pakistan;PW:Palau;
        PS:Palestine|Palestinian Territories;PA:Panama;PG:Papua New Guinea;PY:Paraguay;PE:Peru;PH:Philippines;
        PN:Pitcairn Islands;PL:Poland;PT:Portugal;PR:Puerto Rico;QA:Qatar;RE:Réunion;RO:Romania;
        RU:Russia|Russian Federation;RW:Rwanda;WS:Samoa;SM:San Marino;ST:São Tomé and Príncipe;SA:Saudi Arabia;
        SN:Senegal;RS:Serbia;SC:Seychelles;SL:Sierra Leone;SG:Singapore;SX:Sint Maarten;SK:Slovakia;SI:Slovenia;
        SB:Solomon Islands;SO:Somalia;ZA:South Africa;KR:South Korea|Republic of Korea;SS:South Sudan;ES:Spain;
        LK:Sri Lanka;BL:St. Barthélemy;SH:St. Helena;KN:St. Kitts and Nevis|Saint Kitts and Nevis;
        LC:St. Lucia|Saint Lucia;MF:St. Martin;PM:St. Pierre and Miquelon;
        VC:St. Vincent and Grenadines|Saint Vincent and the Grenadines;SD:Sudan;SR:Suriname;
        SJ:Svalbard and Jan Mayen;SE:Sweden;CH:Switzerland;SY:Syria;TW:Taiwan;TJ:Tajikistan;TZ:Tanzania;TH:Thailand;
        TL:Timor-Leste|East Timor;TG:Togo;TK:Tokelau;TO:Tonga;TT:Trinidad and Tobago;TN:Tunisia;TR:Türkiye|Turkey;
        TM:Turkmenistan;TC:Turks and Caicos Islands;TV:Tuvalu;VI:U.S. Virgin Islands;UG:Uganda;UA:Ukraine;
        AE:United Arab Emirates|UAE;GB:United Kingdom|UK|Great Britain;
        US:United States|United States of America|USA;UY:Uruguay;UZ:Uzbekistan;VU:Vanuatu;VA:Vatican City;
        VE:Venezuela;VN:Vietnam|Viet Nam;WF:Wallis and Futuna;EH:Western Sahara;YE:Yemen;ZM:Zambia;ZW:Zimbabwe
        """
}
