/// Words too common to describe anybody.
enum StopWords {
    static let all: Set<String> = Set(
        [english, spanish, portuguese, french, german, italian, dutch, indonesian, turkish, platforms]
            .flatMap { $0.split(separator: " ").map(String.init) })

    private static let english = """
        about above after again against all also always and another any are around because been before being below \
        best better between both but can come could day did does doing don down during each even every few find first \
        for from get give going good great had has have having her here hers him his how into its just know let life \
        like link little live long look lot love made make many me more most much must name need never new next not now \
        off one only other our out over own please really right said same see she should show since some something such \
        take tell than that the their them then there these they thing things this those through time today too under \
        until use very want was way welcome well were what when where which while who whose why will with without work \
        world would year years yes yet you your yours
        """
    private static let spanish = """
        aquí como con cuando del desde donde ella ellos entre era eres esa ese eso esta está estar este esto fue hay \
        hasta hola las los más mejor mis muy nada nos nosotros para pero por porque que quien ser sin sobre son soy sus \
        también tan tiene todo todos una uno unos vida
        """
    private static let portuguese = """
        aqui até com das depois dos ela ele eles entre era essa esse esta está este eu foi isso mais mas meu minha muito \
        nas nos não para pela pelo por porque quando que quem sem ser seu sua são tem tudo uma você
        """
    private static let french = """
        aussi avec avoir bien bonjour ces cette dans des donc elle elles est être fait ici ils leur les mais mes moi mon \
        même nos notre nous par pas plus pour qui que sans ses son sont sur tous tout toute très une vos votre vous
        """
    private static let german = """
        aber alle als auch auf aus bei bin bis das dass dein dem den der des die dir doch durch ein eine einem einen \
        einer euch für hallo hat hier ich ihr immer ist kann kein mehr mein mit nach nicht noch nur oder ohne sein sich \
        sie sind über und uns unser unter viel vom von vor war was wenn wer wie wir zum zur
        """
    private static let italian = """
        anche che chi ciao come con cosa dal dalla dei del della delle dove ecco essere gli hai hanno loro mia mio molto \
        nel nella noi non nostro per perché più quando questa questo qui sei senza sono sul sulla suo tra tutti tutto una
        """
    private static let dutch = """
        als bij dan dat deze die dit door een echt hallo heb heeft het hier hoe ik is maar meer met mijn naar niet nog of \
        onze ook over te uit van veel voor waar was wat we wel wij zijn zo
        """
    private static let indonesian = """
        ada adalah akan aku atau bisa dan dari dengan di dia ini itu juga kalian kami karena ke kita lagi lebih mereka \
        oleh pada saya sudah tidak untuk yang
        """
    private static let turkish = """
        bana ben bir biz bu çok da daha de en gibi hem her için ile ise kadar ki mi ne olan olarak sen siz ve veya ya
        """
    private static let platforms = """
        account bio business channel collab com content contact creator day dms email facebook follow followers following \
        gmail http https inquiries insta instagram linktree mail net official org page post posts promo reels shorts shop \
        snapchat subscribe subscriber subscribers tiktok twitter url video videos vlog website whatsapp www youtube
        """
}
