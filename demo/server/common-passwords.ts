/** Well-known passwords of public leaks, lower case: the shape of Django's list of 20,000, cut to those that are tried first. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `
123456 password 12345678 qwerty 123456789 12345 1234 111111 1234567 dragon 123123 baseball abc123 football monkey
letmein 696969 shadow master 666666 qwertyuiop 123321 mustang 1234567890 michael 654321 superman 1qaz2wsx 7777777
121212 000000 qazwsx 123qwe killer trustno1 jordan jennifer zxcvbnm asdfgh hunter buster soccer harley batman andrew
tigger sunshine iloveyou 2000 charlie robert thomas hockey ranger daniel starwars klaster 112233 george computer
michelle jessica pepper 1111 zxcvbn 555555 11111111 131313 freedom 777777 pass maggie 159753 aaaaaa ginger princess
joshua cheese amanda summer love ashley 6969 nicole chelsea biteme matthew access yankees 987654321 dallas austin
thunder taylor matrix william corvette hello martin heather secret merlin diamond 1234qwer gfhjkm hammer silver
222222 88888888 anthony justin test bailey q1w2e3r4t5 patrick internet scooter orange 11111 golfer cookie richard
samantha bigdog guitar jackson whatever mickey chicken sparky snoopy maverick phoenix camaro peanut morgan welcome
falcon cowboy ferrari samsung andrea smokey steelers joseph mercedes dakota arsenal eagles melissa boomer booboo
spider nascar monster tigers yellow xxxxxx 123123123 gateway marina diablo bulldog qwer1234 compaq purple hardcore
banana junior hannah 123654 porsche lakers iceman money cowboys 987654 london tennis 999999 ncc1701 coffee scooby
0000 miller boston q1w2e3r4 brandon yamaha chester mother forever johnny edward 333333 oliver redsox player nikita
knight fender barney midnight please brandy chicago badboy slayer rangers charles angel flower rabbit wizard jasper
enter rachel chris steven winner adidas victoria natasha 1q2w3e4r jasmine winter prince marine ghbdtn fishing
cocacola casper james 232323 raiders 888888 marlboro gandalf asdfasdf crystal 87654321 12344321 golden 8675309
panther lauren angela thx1138 angels madison winston shannon mike toyota jordan23 canada sophie apples tiger razz
123abc pokemon qazxsw 55555 qwaszx muffin johnson murphy cooper jonathan liverpoo david danielle 159357 jackie 1990
123456a 789456 turtle abcd1234 scorpion qazwsxedc 101010 butter carlos password1 dennis slipknot qwerty123 booger
asdf 1991 black startrek 12341234 cameron newyork rainbow nathan john 1992 rocket viking redskins asdfghjkl 1212
sierra peaches gemini doctor wilson sandra helpme qwertyui victor florida dolphin pookie captain tucker blue
liverpool theman bandit dolphins maddog packers jaguar lovers nicholas united tiffany maxwell zzzzzz nirvana jeremy
stupid monica elephant giants hotdog rosebud success debbie mountain 444444 xxxxxxxx warrior 1q2w3e4r5t q1w2e3
123456q albert metallic lucky azerty 7777 alex bond007 alexis 1111111 samson 5150 willie scorpio bonnie gators
benjamin voodoo driver dexter 2112 jason calvin freddy 212121 creative 12345a sydney rush2112 1989 asdfghjk red123
bubba 4815162342 passw0rd trouble gunner happy gordon legend jessie stella qwert eminem arthur apple nissan bear
america 1qazxsw2 nothing parker 4444 rebecca qweqwe garfield 01012011 beavis 69696969 jack asdasd december 2222
102030 252525 11223344 magic apollo skippy 315475 girls kitten golf copper braves shelby godzilla beaver fred tomcat
august buddy airborne 1993 1988 lifehack qqqqqq brooklyn animal platinum phantom online xavier darkness blink182
power fish green 789456123 voyager police travis 12qwaszx heaven snowball lover abcdef 00000 pakistan 007007 walter
playboy blazer cricket sniper donkey willow loveme saturn therock redwings bigboy pumpkin trinity williams nintendo
digital destiny topgun runner marvin guinness chance bubbles testing fire november minecraft asdf1234 lasvegas
sergey broncos cartman private celtic birdie little cassie babygirl donald beatles 1313 family 12121212 school
louise gabriel eclipse fluffy 147258369 lol123 explorer beer nelson flyers spencer scott lovely gibson doggie cherry
andrey snickers buffalo pantera metallica member carter qwertyu peter alexande steve bronco paradise goober 5555
samuel montana mexico dreams michigan carolina friends magnum surfer poopoo maximus genius cool vampire lacrosse
asd123 aaaa christin kimberly speedy sharon carmen 111222 kristina sammy racing ou812 sabrina horses 0987654321
qwerty1 baby stalker enigma 147147 star poohbear 147258 simple bollocks 12345q marcus brian 1987 qweasdzxc drowssap
hahaha caroline barbara dave viper drummer action einstein genesis hello1 scotty friend forest 010203 hotrod google
vanessa spitfire badger maryjane friday alaska 1232323q tester jester jake champion billy 147852 rock hawaii badass
chevy 420420 walker stephen eagle1 bill 1986 october gregory svetlana pamela 1984 music shorty westside stanley
diesel courtney 242424 kevin hitman mark 12345qwert reddog frank qwe123 popcorn patricia aaaaaaaa 1969 teresa mozart
buddha anderson paul melanie abcdefg security lucky1 lizard denise 3333 a12345 123789 ruslan stargate simpsons
scarface eagle 123456789a thumper olivia naruto 1234554321 general cherokee a123456 vincent spooky qweasd free
frankie douglas death 1980 loveyou kitty kelly veronica suzuki semperfi penguin mercury liberty spirit scotland
natalie marley vikings system sucker king allison marshall 1979 098765 qwerty12 hummer adrian 1985 vfhbyf sandman
rocky leslie antonio 98765432 4321 softball passion mnbvcxz passport rascal howard franklin bigred alexander homer
redrum jupiter claudia 55555555 141414 zaq12wsx patches raider infinity andre 54321 galore college russia kawasaki
bishop 77777777 vladimir money1 freeuser wildcats francis disney budlight brittany 1994 00000000 sweet oksana honda
domino bulldogs brutus swordfis norman monday jimmy ironman ford fantasy 9999 7654321 duncan cougar 1977 jeffrey
house dancer brooke timothy super marines justice digger connor patriots karina 202020 molly everton tinker alicia
rasdzv3 poop pearljam stinky colorado 123123a water test123 ncc1701d motorola ireland asdfg matt houston boogie
zombie accord vision bradley reggie kermit froggy ducati avalon 6666 9379992 sarah saints logitech chopper 852456
simpson madonna juventus claire 159951 zachary yfnfif wolverin warcraft hello123 extreme peekaboo fireman eugene
brenda 123654789 russell panthers georgia smith skyline jesus elizabet spiderma smooth pirate empire bullet 8888
virginia valentin psycho predator arizona 134679 mitchell alyssa vegeta titanic christ goblue fylhtq wolf mmmmmm
kirill indian hiphop baxter awesome people danger roland mookie 741852963 1111111111 dreamer bambam arnold 1981
skipper serega rolltide elvis changeme simon 1q2w3e lovelove fktrcfylh denver tommy mine loverboy hobbes happy1
alison nemesis chevelle cardinal burton picard 151515 tweety michael1 147852369 12312 xxxx windows turkey 456789
1974 vfrcbv sublime 1975 galina bobby newport manutd daddy american alexandr 1966 victory rooster qqq111 madmax
electric a1b2c3 wolfpack spring phpbb lalala spiderman eric darkside classic raptor 123456789q hendrix 1982 wombat
avatar alpha zxc123 crazy hard england brazil 1978 01011980 wildcat polina freepass sunshine1 princess1 iloveyou1
football1 baseball1 monkey1 charlie1 dragon1 letmein1 welcome1 superman1 michael123 jordan1 ashley1 password12
password123 password1234 password! password2 password3 passw0rd1 p@ssword p@ssw0rd pa55word pa55w0rd admin admin123
administrator root toor guest default letmein123 welcome123 qwerty1234 qwerty12345 qwertyuiop123 1qaz2wsx3edc
zaq1zaq1 zaq1xsw2 q1w2e3r4t5y6 1q2w3e4r5t6y asdfghjkl123 asdf123 zxcvbnm123 zxcvbnm1 abc12345 abc123456 abcd123
abcdefgh abcdefg1 a1b2c3d4 aa123456 aa12345678 a12345678 a123456789 123456abc 123456aa 1234abcd 12345abc 123abc123
iloveyou2 iloveyou123 iloveu ihateyou loveme1 lovely1 babygirl1 blessed blessed1 chocolate chocolate1 butterfly
butterfly1 jesus1 jesuschrist angel1 angel123 monkey123 dragon123 sunshine123 princess123 superman123 batman123
pokemon123 football123 soccer1 soccer10 basketball hockey1 cheer cheerleader dancing myspace1 facebook facebook1
twitter youtube linkedin instagram whatsapp google123 gmail hotmail yahoo yahoo123 microsoft windows1 computer1
internet1 samsung1 samsung123 iphone android nokia apple123 starwars1 startrek1 harrypotter hogwarts pokemon1
minecraft1 fortnite roblox playstation xbox360 nintendo1 zelda mario1 sonic1 naruto1 sasuke goku dragonball onepiece
bleach freedom1 liberty1 america1 canada1 london1 paris newyork1 texas california florida1 boston1 chicago1
liverpool1 arsenal1 chelsea1 barcelona realmadrid ronaldo messi juventus1 manchester manunited thisismypassword
mypassword mypass newpassword oldpassword nopassword temp temp123 temppass test1 test1234 test12345 testtest tester1
demo demo123 user user123 userpass login letmein! opensesame secret1 secret123 topsecret private1 whatever1 nothing1
something anything everything trustnoone trustme qwertz qwertzuiop azertyuiop 1234512345 123451234 1234561 12345671
123456781 123456789123 123123456 1231231234 12345678910 0123456789 012345678 01234567 0123456 987654321a 9876543210
999999999 99999999 9999999 888888888 8888888 777777777 666666666 66666666 6666666 555555555 5555555 444444444
44444444 4444444 333333333 33333333 3333333 222222222 22222222 2222222 111111111 11111111111 0000000000 000000000
0000000 aaaaaaa aaaaaaaaa aaaaaaaaaa abababab abcabc abcabcabc asdasdasd qweqweqwe qweasd123 qwe123456 qwer123456
1qaz1qaz 1qaz!qaz !qaz2wsx zxasqw12 zxasqw qazwsx123 qazxswedc qazqaz wsxedc edcrfv plmokn mnbvcxz1 lkjhgfdsa
poiuytrewq poiuy monday1 tuesday wednesday thursday friday1 saturday sunday january february march april june july
september summer1 summer123 summer2020 winter1 winter123 spring1 autumn michelle1 jessica1 jennifer1 amanda1 daniel1
andrew1 matthew1 anthony1 joshua1 robert1 william1 thomas1 nicole1 samantha1 elizabeth elizabeth1 alexandra
alexander1 christian christopher benjamin1 jonathan1 nicholas1 stephanie brianna gabriela fernanda alejandra
valentina sebastian santiago alejandro estrella mariposa bonita teamo tequiero contrasena contraseña hola123
hola1234 clave claveclave motdepasse bonjour soleil doudou loulou chouchou passwort hallo hallo123 schatz berlin
passwort1 qwertzui senha senha123 mudar123 brasil flamengo corinthians parola parola123 ciao ciaociao amore amoremio
juventus123 haslo haslo123 polska kochanie privet parol lubov natasha1 marina1 sergey1 vladimir1 woaini woaini1314
5201314 1314520 a5201314 woaini520 jiayou iloveyou3000 correcthorsebatterystaple correcthorse unknown unlockme
letmeinnow access14 access1 mustang1 corvette1 ferrari1 porsche1 mercedes1 yamaha1 harley1 thunder1 lightning
diamond1 crystal1 silver1 golden1 purple1 orange1 yellow1 rainbow1 flower1 cookie1 cookies1 cheese1 banana1 pepper1
ginger1 peanut1 coffee1 pumpkin1 apple1 cherry1 strawberry blueberry pineapple watermelon lollipop cupcake sweetie
sweetheart honeybee sweetpea beautiful beautiful1 gorgeous handsome forever1 forever21 friends1 family1 mommy1
daddy1 mother1 father brother sister grandma bigdaddy buster1 bailey1 maggie1 molly1 sophie1 sadie lucky123 shadow1
tigger1 smokey1 rocky1 buddy1 buddy123 snoopy1 scooter1 hunter1 ranger1 killer1 slayer1 warrior1 knight1 wizard1
ninja ninja1 samurai pirate1 zombie1 vampire1 monster1 phoenix1 falcon1 eagles1 tiger1 tiger123 panther1 dolphin1
dolphins1 penguin1 elephant1 turtle1 spider1 spiderman1 batman1 ironman1 avengers hulk thor captain1 matrix1
gandalf1 frodo hobbit skywalker vader darthvader yoda trooper stormtrooper master1 master123 hacker hacker1
hello1234 helloworld hellohello goodbye goodmorning goodluck happy123 happyday birthday birthday1 christmas
christmas1 halloween valentine merlin1 excalibur
`
    .trim()
    .split(/\s+/),
);
