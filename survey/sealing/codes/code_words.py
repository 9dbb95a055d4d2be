"""The words that codes are made of, chosen one by one; it knows words and nothing else.

A code may be read at a hard moment, or over a shoulder. So the words are short and plain, and none
speaks of bodies, violence, crime, illness, money, family, religion, pictures, fear or captivity.
"""

from __future__ import annotations

#: 2,048 words: six of them, drawn evenly, are 6 x 11 = 66 bits. Frozen: numbers stand for places.
CODE_WORDS = tuple(
    """
abacus acacia academy accent acidic acorn acre acrobat acrylic actual adapt adobe adverb advice
adviser aerial afloat again agate agave agenda agile aground ahead ahoy airlift airline airmail
airport airship airy alchemy alcove alder alfalfa algae algebra align alike almanac almond almost
aloe aloft aloha alpaca alpine alto amaze amber amble amity among amount ample anagram anchor
anchovy angler animal anise annual answer antenna anthem anthill antique antler anyone apex apiary
appeal appear applaud apple apply apricot apron aqua arable arbor arcade archery archive arctic
ardent area arena armoire aroma arrange arrive artful artisan artist ascend ascent ashore aside
aspect aspen aster athlete atlas atoll atom atrium attend auburn audible audio august aurora
author autumn avenue average aviator avid avocado avocet awhile axis axle azalea azure backlog
backup badge bagel baggage bagpipe bakery balcony ballad ballet balloon balmy balsam bamboo bangle
banjo banner banter barber barge barista barley barrow basalt basics basil basin basket bassoon
batch bauble bayleaf bayou bazaar beach beacon bead beagle beaker beanbag beanie became bedrock
beech beehive beetle before begin begonia beige bell belong below bench beret berry best better
between beyond bicycle bigger bike billow bingo biology biplane birdie biscuit bison blazer
blender bloom blossom blotter blouse bluefin bluejay board boat bobbin bobcat bobsled boggle
boiler bollard bongo bonnet bonsai bonus bookend booster booth borage border borrow botany bottle
boulder bouquet bowler bowling boxwood braid brainy bramble branch brass bread bream breeze breezy
brewery brick bright brim brine brioche brisk brogue bronco bronze brooch brook broom broth
brownie brunch brush bubble bucket buckeye buffalo buffet bugle builder bulb bulk bulrush bundle
bunting buoy bureau burger burrito burrow busy butter button buzzer bypass cabbage cabbie cable
caboose cactus cadence cadmium cafe caftan cake calcium calm canary candid candle canoe canola
canon canopy canteen canvas canyon capers caption caramel caravan caraway carbon cardio caribou
carpet carport carrot carry carton cartoon carve carving carwash cascade cassava castle catboat
catkin catnip cattail cattle caviar cedar ceiling celery cello celsius cement central century
ceramic cereal certain chair chalk champ channel chapter chard chariot chart chatter cheddar cheer
cheese cheetah chef chemist chervil chess chevron chicory chili chime chimney chino chipper chirpy
chive chord chorus chowder chrome chunk churn chutney cicada cider cinch cipher circlet circuit
circus citron citrus city civic clarify clarity classic clause clay clear cleat clement clever
climate climb clipper cloche clock cloth cloud clover cluster coal coaster coat cobalt cobbler
cobweb cocoa cocoon codfish coffee coffer coil cola college collie colony column comb comet
comfort comfy comic comma common compact company compare compass complex compost concept concert
conch cone conifer conker context cooker cookie cookout cooler coping copper copse copy coral
cordial corgi cork corncob corner cornet cornice correct cosmic cosmos cottage cotton counter
couplet courage course cover cowbell cowslip crackle craft crane cranny crater cravat crayon
create creek crepe cress crest crew cricket crimson crinkle crisp crochet crocus crofter crops
croquet crouton crowd crown cruet crumble crumpet crust crystal cube cubic culvert cumin cupcake
cupola curator curd curlew currant current curry curtain curve cushion custom cutlery cycle
cyclist cymbal cypress dahlia daily dairy daisies daisy damson dawning daylily daytime dazzle
decade decimal deck decor deer degree delight dell delta denim dense depart depth derive desert
design desk dessert detail device dewdrop diagram dial diamond diesel differ digital dignity diner
dinghy dingle dingo dingy dinner diorama diploma discuss dish distant diver divide dock dogwood
doily dolphin domain dome domino donate doodle doormat dotted double dough dove dowel downy dozen
dragon drake drama dreamer drier drift driver drizzle droplet drummer dryer duchess duck dulcet
dune dunlin dunnock duplex durable dusk dust dynamic dynamo eagle earth easily east echo eclair
eclipse economy eddy edge edition editor effect effort eggnog either elastic elegant element
elevate elf elk elm emblem emerald emu enamel encore endive energy engine enough entire entry
envoy equal equator equinox ermine errand essay essence estate estuary evening event exact example
expand expert explain explore express extra eyelet fable fabric factory faculty fairway falcon
fancy fanfare farmer fashion faucet fawn feather fedora fennel fern ferret ferry festive fiction
field fiesta fig filling finale finch finish firefly firm fixture fjord flag flair flannel flask
flax fleece fleecy fleet flight flint float flock floor floral florist flower fluent fluff flute
foam foggy folder foliage folio folk fondue forest forge fork formal fortune forum forward fossil
foyer freesia freezer freight fresh fridge frisbee fritter frog front frosted fruit fuchsia fudge
fulmar funnel furlong furrow future fuzzy gable gadget galaxy gallon gallop gander gangway gannet
garden garland garlic garnet gasket gateau gather gauge gazebo gazelle gazette gear gecko gem
genial genius genuine geode geology gerbera gerbil geyser giant gibbon giggle ginger gingham
giraffe glacier glade glass glaze gleeful glen glider glimmer glitter globe glove glow glucose
gnocchi gnome goblet goggles gold golf gondola gong goose gopher gosling gourd gourmet grain
grammar grand granite granola graph grater gravel gravity gravy great grebe green greet griddle
grocer groove ground group grove grown growth guava guide guild guitar gulf gust gypsum habitat
haddock haiku halibut hallway halogen hamlet hammock hamster handy hangar happy hare harmony harp
harvest hat haven hawk hayrick hazel hearth heather hedge helium helmet herald herbal heron
herring hexagon hickory highway hiking hillock hilltop hint hippo history hive hobby hockey
holiday holly home hoop horizon hornet hosta hour hula hull hurdle hurray hybrid hydrant hyphen
hyssop ibex ibis iceberg icicle icing ideal igloo iguana impala import improve include income
index indigo indoor inform inkpot inkwell inland inlet inspect instant iodine iron island islet
isotope issue italic item ivory ivy jackal jackdaw jacket jade jaguar jam janitor jargon jasmine
jaunty jazz jeans jeep jelly jersey jester jetty jewel jigsaw jingle join jolly journal journey
joy jubilee judo juice jukebox jumble jump jungle juniper jute kale karaoke karate kayak kazoo
kebab keel kelp kerb kernel kestrel ketchup kettle keyhole khaki kiln kilo kilt kimono kindle
kindly king kiosk kipper kitchen kite kiwi knight knit knoll known koala kudos kumquat label
lacquer ladder ladle ladybug lagoon lakelet lamp landing lane lantana lantern lapel larch larder
large lark lasagne latest lattice launch laundry laurel lava lawn layer leaflet learn lecture
ledger leek legend legible legume leisure lemon lemur lentil leopard letter lettuce level lever
library lichen lid light lilac lily lime linden linen linnet linseed lintel lion liquid literal
litmus llama loaf lobby lobelia lobster locust logbook logic loom lorry lotus lovage lozenge lucky
luggage lugger lunar lunch lupin lychee lynx lyre lyric macaw machine magenta magic magma magnet
magpie mail mainly maker making mallard mammal mammoth manager manatee mango manor mantel manual
many maple maraca marble march margin marimba marlin marmot maroon marquee marsh marten mascot
mason math matrix mauve maximum maybe maypole meadow meal meander measure medal medlar medley
mellow melody memo mention menu merit metal meteor metro mica micro midday middle mill mimosa
mineral minibus mink minnow mirth mist mitten mix moat mocha modern mohair moment monarch monsoon
monthly moonlit mooring moose mop more morning mortar mosaic moss most moth motion motor motto
move mower muffin mulch muscat museum music mustang mustard myrtle napkin narwhal nation natural
nature nearby neat nebula nemesia neon neptune nest neutral never newest newt next nibble nickel
nifty nimble noble nomad noodles noon normal north notable notepad notice nougat novel nugget
number nutmeg oak oarlock oasis oatcake oatmeal oblong ocarina ocean ocelot octagon octave octopus
office often okra olive omega onion onward onyx opal option opus orange orbit orchard orchid
oregano organic origami origin oriole ornate osprey ostrich other otter outdoor outer outing
outlet outline outlook outpost output outside oval overall owl owner oxide oxygen oyster ozone
pacific package paddock page pail paint pair palace palette panama pancake panda panel panther
pantry papaya paper paprika papyrus parade parasol parcel parka parrot parsley parsnip pasta
pastel pastry pasture path patio pattern pause peace peak peanut pebble pecan pelican pencil
pendant penguin pennant penny peony people pepper perch perfect pergola petal petunia pewter phlox
phoenix phrase piano piccolo pickles picnic pigeon pillar pilot pine pink pioneer pipit pita
pitcher pivot pizza place plaid plain planet plant plaster plastic plateau platter plaza pleat
plenty plover plume plush plywood pocket podium poem poet pointer polar polecat polenta polite
polka pollen pollock polo polygon pomelo poncho pond pony poodle pool popcorn poplar popular porch
port postage potato pouch prairie praise prawn preface prefix premium prepare present pretzel
primary primer primula prince prism process produce product project prompt propel proper protein
proton proud proverb provide pudding puddle puffin pulley puma pumice pumpkin punnet purple
pushpin puzzle pyramid quail quality quantum quarry quartet quartz quasar quay query quest queue
quiche quick quill quilt quince quinoa quiz quoit quorum rabbit raccoon radar radio radish raffle
rafter railcar rainbow rainy raisin rake rally rambler ramekin ranch random range rapid rare raven
ravioli ray ready real reason recent recipe recycle redwing reed reef referee refill reflect
refresh regatta region regular rejoin relay relic remark remind remix remote render renew repair
repeat reply resin resort respect result resume retell return reunion review revise rewrite rhino
rhubarb rhyme rhythm ribbon rice riddle ridge right ring rinse ripple rise risotto river road
robin robot robust rocky rodeo romaine rookie rooster rosehip rosette roster rotate roundup route
routine rover rowan rowboat royal ruby rudder rugby rumba rumble rural russet rustic rye safari
saffron sage sail salad salmon salsa salt salute salvia same samovar sandy sapling sardine sash
satchel satsuma saturn saucer savanna scallop scarf scarlet scenery scenic scholar science scone
scoop scooter scope score scribe seabird seagull seal seaport seaside season seat seaweed sedan
sedge see senator senior sepia sequel sequoia series sesame settle shade shallot shawl sheen sheet
shelf shell sherbet shimmer shine ship shirt shoe shop shore shrub shuffle shuttle sidecar sierra
siesta sight signal silk silver similar simmer simple sincere singing siskin sitar sizzle skater
skier skiing skim skipper skittle skylark skyline slalom slate sled sleet slide sloop slope sloth
smart sneaker snowman snowy soccer socket soda sodium solar sonar sonata song sonnet soprano
sorbet sorghum sort sound soup source south soy space spanner spare sparrow spatula speech sphere
sphinx spinach spinney spiral sponge spool spoon sport spot sprat sprig spring sprint sprout
spruce spry squash squid stable stack stadium staff stage stairs stamp stanza stapler starch
starlit starry state static statue steady steel steep stellar stem step stereo sticker stilt stock
stone stork stove straw stroll strudel studied study sturdy style stylus subtle suburb subway
success suede suggest sultana summer summit sunbeam sundae sundial sunfish sunlit sunny sunrise
sunset sunspot super supply support surf survey sushi swan sway sweater sweep swift swim swirl
swivel symbol syrup system table taco tact tadpole taffeta taffy tailor talent tall talon tandem
tangelo tango tapioca tapir tarmac tartan task taxi teacake teacup teak teal team teapot teasel
teatime tenant tench tenfold tennis tenor tent term tern terrace terrain terrier textile texture
thatch thaw theme theory thermos thicket thimble thinker thistle thought thread thrift thrive
throne thyme tiara tide tidings tidy tiger tile tiller tinfoil tinsel title toaster today toffee
toggle token tomato tonic toolbox topaz topcoat topic topsail topsoil torch total toucan tour town
tractor trail train tramway transit travel tray treetop trellis trend trestle tribune trifle trim
trio trip triumph trivet trivia trolley trophy tropic trot trout trowel truck true truffle trumpet
tuba tuber tugboat tulip tuna tundra tune tunic tunnel turbine turbot tureen turf turkey turnip
turret turtle tuxedo tweed twig twirl twist type typical typist ukulele umber umpire unicorn
unified union unique unison unity unpack unusual update upgrade uphill upland uplift upper upright
upside upward usher usual utensil utility utmost utopia vacant valid valley valor vanilla variety
varnish vase vast velcro velvet veneer venture venue veranda verbena verse version vessel vetch
viaduct vibrant village vinegar vinyl viola violet violin vision vista vivid vocal voice volcano
volt volume vowel wafer waffle wagon wagtail walk wallaby walnut walrus waltz wander warbler warm
wasabi washer water weather weave weekday weekend welcome west whale wharf wheat wheel whisk
whistle whole wicker wicket wide width wildcat willow window windy wing winner winter wisdom wise
wish wizard wombat wonder woodcut wooden wool word world woven wren writer written yacht yam yard
yarn yarrow yearly yellow yew yodel yoga yonder yoyo yucca zany zealous zebra zero zesty zigzag
zinc zinnia zipper zither zodiac zoo
""".split()  # noqa: SIM905 - a list of two thousand quoted words cannot be read
)
