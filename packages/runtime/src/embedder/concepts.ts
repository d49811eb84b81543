/**
 * Words that people use for the same thing, a line each: English, of the everyday, of offices and of software. A word may
 * stand in two lines where it means two things. What is not here is still found by its letters.
 */
const CONCEPTS = `
image picture photo photograph pic snapshot
video clip footage
film movie cinema
animation gif cartoon
music song track melody tune
audio sound recording podcast
voice speech spoken speak talk pronunciation
draw drawing sketch illustration paint painting
art artwork artist gallery museum
design designer layout template
logo brand branding
color colour palette
font typography
chart graph plot diagram visualization visualize
map location place address geographic coordinates
route direction navigation drive driving
house home apartment flat property residence housing
realtor property estate
rent rental lease tenant landlord
furniture decor interior decoration
buy purchase shop shopping
order checkout cart
sell sale seller selling
price cost pricing fee expense
cheap affordable inexpensive budget
discount coupon deal bargain promo voucher
product item goods merchandise article
inventory stock warehouse supply
ship shipping delivery deliver courier parcel package
freight cargo haul transport logistics
customer client buyer shopper
vendor supplier merchant retailer
store shop marketplace ecommerce
gift present
review rating feedback opinion testimonial
compare comparison versus difference
recommend recommendation suggest suggestion advice
job career employment vacancy occupation position
hire hiring recruit recruitment recruiter candidate talent
resume cv
employee staff worker personnel hr
salary wage payroll compensation
interview applicant
company business corporation firm enterprise organization
startup founder entrepreneur
competitor rival competition
market marketing promotion campaign
advertisement ad advertising advert
seo ranking keyword backlink
social facebook instagram twitter tweet linkedin tiktok
influencer follower audience
email mail inbox newsletter gmail
message chat conversation dialogue messaging
phone call telephone sms
meeting appointment schedule calendar
reminder alarm notify notification alert
task todo project
plan planner planning itinerary
note memo annotation
document doc paper file report
pdf document
contract agreement clause
invoice bill billing receipt
payment pay transaction checkout
form survey questionnaire poll
spreadsheet excel csv sheet table
slide presentation powerpoint deck
database sql query postgres
data dataset statistics figures
analyze analysis analytics analyse insight
predict prediction forecast projection
monitor monitoring track tracking watch
log logging audit
dashboard metrics kpi
code programming coding program script software
developer programmer engineer
debug bug error fix
test testing qa
repository repo github git
deploy deployment release server hosting
cloud aws azure
api endpoint integration webhook
automation automate workflow pipeline
website site webpage web page
url link address
browser crawl crawler scrape scraper scraping
search lookup retrieve find
download save export
upload import
convert conversion converter transform
compress zip archive
extract extraction parse
merge combine join
split divide
sort order rank
filter select
delete remove erase
edit modify change update adjust
create generate make produce generator creation
write writing compose draft author
rewrite rephrase paraphrase reword
summary summarize summarise digest summarization
translate translation translator
language linguistic multilingual
grammar proofread spelling punctuation
word vocabulary dictionary definition
text string
essay article blog post
story tale fiction narrative
poem poetry lyrics
book novel reading literature
quote quotation citation reference
headline title caption
news journalism press
research study academic scholarly scientific
science scientist
journal publication paper preprint
course class lesson tutorial training
learn learning education study teach
teacher tutor instructor coach
student pupil learner
school university college
exam quiz test assessment
math mathematics arithmetic algebra equation
calculate calculator calculation compute computation
number numeric digit count
unit measurement metric
random dice chance lottery
weather temperature rain climate forecast
storm hurricane flood disaster
earthquake seismic quake
environment ecology sustainability emission
air pollution smog
energy electricity power solar
fuel gasoline petrol gas diesel
car vehicle automobile auto
ev charging charger
bus train subway metro railway transit
flight airline airfare plane airport
travel trip journey vacation holiday tourism tourist
hotel accommodation lodging hostel
ticket booking reservation reserve book
restaurant dining eatery cafe
food meal dish cuisine
recipe cooking cook ingredient
diet nutrition calorie nutrient
drink beverage wine beer cocktail
coffee tea
fitness workout exercise gym
weight obesity slim
health medical medicine healthcare clinical
doctor physician hospital patient
disease illness symptom condition
drug medication pharmacy prescription
mental psychology therapy emotional mood
sleep rest
habit routine
meditation mindfulness yoga
child kid children toddler baby
parent mother father family
woman man people person
dating relationship romance love
wedding marriage
friend social
pet dog cat animal
plant flower garden gardening
farm agriculture crop
clothes clothing outfit fashion wear apparel dress
beauty makeup cosmetics skincare
hair haircut
sport sports athletic league
football soccer
match game fixture score
team player club
gaming game play
puzzle riddle crossword
board chess checkers
joke humor funny meme comedy
party celebration event festival
theater theatre stage show
concert gig
astrology horoscope zodiac
tarot divination fortune
religion spiritual prayer faith scripture
philosophy wisdom
history historical past archive
politics political government parliament politician
election vote voting
law legal legislation regulation statute
lawyer attorney
court lawsuit
police crime criminal
tax taxation taxes
finance financial money
invest investment investor portfolio
stock share equity ticker
fund funding capital venture
bank banking account
loan credit mortgage debt
insurance coverage policy
crypto cryptocurrency bitcoin blockchain token
currency exchange forex dollar euro
accounting bookkeeping ledger
donate donation charity nonprofit
security secure vulnerability
hack hacker attack breach threat
password credential login authentication
encrypt encryption cipher
privacy gdpr personal
network internet dns
domain hostname
barcode qr
scan ocr scanner
camera photography lens
mobile smartphone phone app
android ios iphone
computer laptop pc hardware
device gadget sensor iot
robot drone
ai ml model
prompt llm gpt
agent assistant bot chatbot
brainstorm idea inspiration creative
decision choose choice option
goal objective target
productivity efficiency
time clock timezone hour
date day calendar
remember memory memorize recall
knowledge information fact
explain explanation describe clarify
answer question faq
guide manual instruction tutorial
troubleshoot problem issue
list catalog directory
space astronomy planet star
satellite orbit nasa
ocean sea beach surf wave
mountain hiking trail
park parking
city town urban
country nation
government public administration
building construction architecture
factory manufacturing production
machine equipment maintenance
chemistry chemical molecule
biology gene dna protein
physics quantum
`;

/** Groups of words with one meaning each, in an order that never changes what is embedded: groups are known by their first word. */
export function readConcepts(): readonly (readonly string[])[] {
  return CONCEPTS.trim()
    .split('\n')
    .map((line) => line.split(' '));
}
