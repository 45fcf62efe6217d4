"""Names of places, trades, streets and people as in a Swedish register; common ones first."""

PLACES = tuple(
    f"{first}{last}"
    for last in (
        *("by", "torp", "vik", "köping", "stad", "sund", "hamn", "näs", "dal", "hult"),
        *("åker", "ås", "ryd", "mark", "borg", "bro", "fors", "holm", "berg", "lund"),
    )
    for first in (
        *("Nor", "Ves", "Öst", "Sör", "Ek", "Björk", "Lin", "Al", "Ask", "Hag"),
        *("Bo", "Sten", "Kvarn", "Små", "Ström", "Malm", "Tall", "Gran", "Häll", "Kal"),
    )
)
TRADES = (
    *("Elteknik", "Bygg", "Måleri", "Plåt", "Rör", "Snickeri", "Transport", "Åkeri", "Städ"),
    *("Redovisning", "Bokhandel", "Data", "Telekom", "Tandvård", "Optik", "Frisör", "Fastighet"),
    *("Livs", "Bageri", "Kött", "Fisk", "Trädgård", "Skog", "Lantbruk", "Maskin", "Svets"),
    *("Verktyg", "Bil", "Däck", "Marin", "Sport", "Mode", "Sko", "Leksak", "Möbel", "Kök"),
    *("Golv", "Glas", "Ventilation", "Kyl", "Larm", "Lås", "Reklam", "Tryckeri", "Foto"),
    *("Musik", "Teater", "Skola", "Förskola", "Omsorg", "Hemtjänst", "Vårdcentral", "Apotek"),
    *("Konsult", "Juridik", "Arkitekt", "Mätteknik", "Energi", "Återvinning", "Vatten"),
)
STREETS = (
    *("Storgatan", "Kyrkogatan", "Skolgatan", "Järnvägsgatan", "Hamngatan", "Kungsgatan"),
    *("Drottninggatan", "Industrivägen", "Verkstadsgatan", "Lagervägen", "Parkvägen"),
    *("Ringvägen", "Skogsvägen", "Ängsvägen", "Strandvägen", "Fabriksgatan", "Torggatan"),
    *("Nygatan", "Västergatan", "Östergatan", "Norrgatan", "Södergatan", "Bruksvägen"),
    *("Kvarnvägen", "Slottsgatan", "Brogatan", "Smedjegatan", "Bangatan", "Villagatan"),
    *("Björkvägen", "Lindvägen", "Ekvägen", "Tallvägen", "Granvägen", "Almvägen", "Rönnvägen"),
)
FIRST_NAMES = (
    *("Anna", "Lars", "Maria", "Mikael", "Eva", "Johan", "Karin", "Anders", "Kristina", "Per"),
    *("Lena", "Erik", "Sara", "Karl", "Emma", "Peter", "Kerstin", "Jan", "Ingrid", "Thomas"),
    *("Marie", "Daniel", "Malin", "Fredrik", "Jenny", "Andreas", "Annika", "Stefan", "Hanna"),
    *("Nils", "Linda", "Hans", "Susanne", "Mattias", "Elin", "Magnus", "Monica", "Jonas"),
    *("Sofia", "Niklas", "Ulla", "Martin", "Birgitta", "Bo", "Johanna", "Alexander", "Inger"),
    *("Gustav", "Julia", "Ulf", "Ida", "Mats", "Cecilia", "Leif", "Linnea", "Patrik", "Ulrika"),
    *("Amir", "Fatima", "Ali", "Layla", "Omar", "Zahra", "Yusuf", "Mariam", "Hassan", "Amina"),
    *("Tove", "Ylva", "Signe", "Rut", "Sixten", "Folke", "Vega", "Alva", "Edvin", "Hjalmar"),
)
LAST_NAMES = (
    *("Andersson", "Johansson", "Karlsson", "Nilsson", "Eriksson", "Larsson", "Olsson"),
    *("Persson", "Svensson", "Gustafsson", "Pettersson", "Jonsson", "Jansson", "Hansson"),
    *("Bengtsson", "Jönsson", "Lindberg", "Jakobsson", "Magnusson", "Lindström", "Olofsson"),
    *("Lindqvist", "Lindgren", "Berg", "Axelsson", "Bergström", "Lundberg", "Lind", "Lundgren"),
    *("Lundqvist", "Mattsson", "Berglund", "Fredriksson", "Sandberg", "Henriksson", "Ali"),
    *("Forsberg", "Mohamed", "Sjöberg", "Wallin", "Engström", "Eklund", "Danielsson", "Lundin"),
    *("Håkansson", "Björk", "Bergman", "Gunnarsson", "Wikström", "Holm", "Samuelsson"),
    *(f"{first}{last}" for first in ("Ahl", "Bo", "Dal", "Ek", "Fors", "Gran", "Häll", "Kron",
      "Lager", "Malm", "Norr", "Ros", "Sjö", "Strand", "Söder", "Väst", "Öst", "Ålunds")
      for last in ("gren", "kvist", "man", "ström", "lund", "mark", "dahl", "blad", "ling",
      "stedt", "sten", "blom", "borg")),
)  # fmt: skip
