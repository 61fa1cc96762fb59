"""Names of people who don't exist, from many cultures."""

from __future__ import annotations

import numpy as np

PEOPLE = (
    "Adaeze Okwuosa", "Aino Lehtimäki", "Akira Morinaga", "Alma Björkdal", "Amara Diakhaté", "Anahí Quispe",
    "Anouk Verhoestraete", "Ananya Kulkarni", "Arjun Pillaiyar", "Aroha Tamihana", "Bastien Lecomptois",
    "Beatriz Quintela", "Bogdan Petrișor", "Camila Urrutxi", "Chiara Bellucini", "Chukwudi Anyaora",
    "Daniyar Zhaksybek", "Dilnoza Yuldosheva", "Dóra Szentmiklós", "Eilidh MacAskie", "Elif Karabulutçu",
    "Emeka Nwachuku", "Emre Tosunlar", "Esperanza Olivárez", "Farida Rahimzai", "Fionn Ó Dálaire",
    "Gintarė Vaitkutė", "Giorgi Lomtadze", "Hana Novotníková", "Hien Trương", "Ibrahim Sawadeh",
    "Ingrid Haugstad", "Ioana Mureșeanu", "Jarek Wiśniowski", "Jin-ah Seong", "Joaquín Belmar", "Kalena Makoa",
    "Katarzyna Dąbek", "Kofi Asantewah", "Lars Østergren", "Leilani Kahale", "Lerato Mokgabane",
    "Lucía Ferreyros", "Mahmoud Elsherif", "Mai Phương", "Marek Hořínek", "Meera Chaturani", "Mireia Puigverd",
    "Nadia Benchekroun", "Niamh Gallchóir", "Oluwaseun Adébowa", "Óscar Valdepeña", "Parisa Nourbakhsh",
    "Rawiri Paewai", "Saoirse Kinnevan", "Sipho Ndlaleni", "Tereza Jandová", "Tomasz Grzelczak",
    "Wanjiru Kamauri", "Yusuf Demirtepe",
)  # fmt: skip


def mixed_names(count: int, rng: np.random.Generator) -> list[str]:
    """As many names as wanted, given and family names mixed; in a large company some occur twice.

    >>> len(mixed_names(100, np.random.default_rng(1)))
    100
    """
    given, family = zip(*(name.split(" ", 1) for name in PEOPLE), strict=True)
    pairs = rng.permutation(len(given) * len(family))
    rounds = -(-count // len(pairs))
    return [f"{given[k // len(family)]} {family[k % len(family)]}" for k in np.tile(pairs, rounds)[:count]]
