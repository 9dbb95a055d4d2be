"""Words of the EFF long list that no code of ours was made of, when codes were made of that list.

A code may be read by somebody who was abused, at a hard moment: words of violence, captivity,
bodies, shame, fear, childhood or deceit do not belong there.
"""

from __future__ import annotations

#: The words that are left out; what remains still gives more than 77 bits for six words.
LEFT_OUT = frozenset(
    """
afraid agonize agonizing agony alone ambush anger angrily angriness anguished animosity
antitoxic arrest arson ashamed backstab badass badly banish blame breeder breeding broken
browbeat bruising bullwhip bully bust cage camera captivate captive captivity caress
cauterize cheating childcare childhood childish childless childlike chokehold choking clench
clutch coerce conceal confess confined confining contempt corset crib cringe crudely cruelly
cruelness cruelty crushable crushed crusher crushing crying curse dagger danger daredevil
deafening deafness deceased deceit deceiver deceiving defame defeat defiant defile degraded
degrading demeaning demeanor denial deny depraved depravity depress deprive deranged
desecrate despair despise detest deviancy deviant deviate deviation deviator devious diaper
disabled disfigure disgrace dismay dismiss disobey disown dissuade distress distrust dreaded
dreadful drown endanger enrage enslave entomb entrap estranged evict evil exile exorcism
exorcist expel exploit expose exposure extortion faceless failing family ferocious filth
fleshed fleshy flirt fondling fondly fondness fragile frail frighten frightful frigidity
frigidly frustrate gag garbage garter gloomily gloomy gore gory grab granddad grandkid
grandma grandpa grandson grasp graveness graves graveyard grief grievance grieving grievous
grip groin groom grope handcuff handgun harmful hate haunt helpless humiliate hurt hush
hypnotic hypnotism hypnotist hypnotize illicitly immorally imprison impure jailbird
jailbreak jailer jailhouse jockstrap juvenile kick kissable kisser kissing knee lash licking
limping limpness lurk lustfully lustily lustiness lusty lying maimed mangle manhandle
manhood mating moaner moaning mobster mocker moisten moistness moisture mourner mournful
mouth mute mutilated mutilator neglector neuter numbing numbly numbness nursery obedience
obedient obsessed obsession obsessive oppressed oppressor outcast outrage ovary overkill
panic pantyhose paralyses paralysis paralyze pastor pelvis penalize penalty perish pester
phobia photo plunder poison police preacher preaching preachy predator pregnancy pregnant
preteen prison probe probing provoke provoking prowler prowling punch punisher pureblood
purgatory purge purging rabid rage ravage ravishing rebirth refusal refuse refusing
regretful relapse relapsing remorse repent repressed repulsion repulsive resent retaliate
retrial reveal revenge revolt risk ruined sabotage sacrifice sadden sadly sadness savage
scandal scared scarily scariness scarring scary scolding scorn secluded secluding seclusion
secret sedate sedation sedative seduce seducing sensually septic shame shivering shout shove
shredder shredding shriek shudder silenced silencer sinister sinner skeleton skinhead
skinless skinning skinny skintight slain slander slapping slashed slashing slimy smasher
smashing smell smother snare snarl sneak snooper spoiled spookily spooky squealer squealing
squeeze squeezing squirt stained starved starving stench strangle struck struggle stunned
subdued submitter sufferer suffering suffocate surgery swear swimsuit tainted tamper tarnish
taunt theft thigh thong thrash threaten tragedy trapped trapper trapping traps trash tremble
trembling trespass trial trickery trickily tricking trickster unable unbutton unclad uncle
uncover undead underwear underwire undesired undress unengaged unexposed unfair unhappily
unhappy unharmed unhidden unisexual unjustly unkind unlawful unloved unlovely unmasked
unmasking unrest unsafe unshackle untie untold untouched untrue unveiled unveiling unwanted
unwatched unwed unwilling unworthy unzip uselessly vengeful venomous verdict vice video
villain widow womanhood womanly womb worried worrier worrisome worry wound wrath wrecking
wrongdoer wronged wrongful wrongly wrongness yanking yelling zap
""".split()  # noqa: SIM905 - a list of five hundred quoted words cannot be read
)
