"""Words in headings: what the columns of people's tables are called, in several languages, and what that means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from ally_graph.records.words import EMPTY_WORDS, is_nothing, is_total

__all__ = ["EMPTY_WORDS", "is_nothing", "is_total"]
TIE_NAMES: dict[str, str] = {
    "from_id": (
        "from_id from source source_id giver giver_id sender sender_id reviewer reviewer_id helper mentor "
        "answerer src ego primarycollaborator_personid person_a person1 actor author author_id user1 id1 "
        "from_person from_user from_name from_email helfer von quelle respondent rater who responder ego_id "
        "person_from node1 vertex_1 employee_from wer wer_half wer_hilft de desde origen origine expediteur "
        "remitente remetente mittente afzender van"
    ),
    "to_id": (
        "to_id to target target_id receiver receiver_id recipient recipient_id author author_id helped mentee "
        "asker dst dest alter secondarycollaborator_personid person_b person2 reviewer reviewer_id user2 id2 "
        "to_person to_user to_name to_email geholfen an ziel nach ratee whom requester nominee named goes_to "
        "turns_to alter_id person_to node2 vertex_2 employee_to wem helped_person para hasta destino destinataire "
        "destinatario ontvanger naar"
    ),
    "timestamp": (
        "timestamp time date datetime created_at merged_at sent_at when day metricdate datum zeit zeitpunkt data "
        "fecha start start_time submitted_at last date_time timeset_date submission_date recorded_date ts "
        "unix_time epoch wann fecha_hora event_time event_date occurred_at relationship_date datum_zeit"
    ),
    "weight": (
        "weight mins minutes count n strength frequency value hours strong_tie_score gewicht anzahl minuten "
        "how_often rating score intensity edge_weight amount_of_contact poids peso stunden horas heures messages "
        "message_count emails nachrichten mensajes frequence frecuencia frequencia haufigkeit waga"
    ),
    "kind": "kind type category relation layer channel activity art relationship interaction_type edge_type event_type",
}
PEOPLE_NAMES: dict[str, str] = {
    "person_id": (
        "person_id id personid employee_id user_id emp_id employee_number employee_no worker_id workday_id "
        "personnel_number personnel_no employee_nr staff_no staff_number personalnr personalnummer personal_nr "
        "mitarbeiter_id mitarbeiternummer mitarbeiternr staff_id matricule login username upn user_principal_name "
        "email e_mail email_address work_email mail user key node label name full_name employee_name worker "
        "display_name numero_employe n_employe employee id_empleado numero_de_empleado legajo matricola "
        "id_dipendente personeelsnummer anstallningsnummer medewerkersnummer identifiant mitarbeiter_nr courriel "
        "correo correo_electronico e_mail_adresse emailadresse"
    ),
    "name": (
        "name full_name display_name label employee_name worker worker_name preferred_name mitarbeiter nombre nom "
        "real_name nom_complet legal_name nom_et_prenom nom_prenom nombre_completo nombre_y_apellidos nome "
        "nome_completo nominativo naam volledige_naam navn namn vor_und_nachname imie_i_nazwisko"
    ),
    "team": (
        "team main_team dept department group main_group school organization unit main_project abteilung squad "
        "supervisory_organization org org_unit sub_department cost_center cost_center_name cost_centre bereich "
        "kostenstelle equipo modularity_class service departement departamento reparto afdeling avdelning "
        "avdeling dzial equipe squadra"
    ),
    "department": "department division dept function business_unit hauptabteilung",
    "location": (
        "location site office city country standort work_location ort lieu ville ubicacion ciudad sede locatie"
    ),
    "level": (
        "level grade seniority job_level management_level career_level job_grade stufe band niveau nivel livello"
    ),
    "manager_id": (
        "manager_id manager reports_to supervisor managerid manager_name manager_email supervisor_id "
        "supervisor_name line_manager reporting_to vorgesetzter vorgesetzte manager_employee_id worker_s_manager "
        "leiter responsable superieur superieur_hierarchique n_1 jefe jefe_directo responsabile leidinggevende "
        "vorgesetzte_r fuhrungskraft teamleiter teamleitung przelozony gestor"
    ),
    "work_mode": "work_mode workmode mode remote_status work_arrangement",
    "kind": (
        "kind person_kind employment_type worker_type employee_type contract_type beschaftigungsart "
        "type_de_contrat tipo_de_contrato vertragsart anstellungsart"
    ),
    "fte": (
        "fte fte_percent scheduled_fte employment_percentage stellenanteil arbeitszeit_anteil etp "
        "temps_de_travail beschaftigungsgrad pensum"
    ),
    "start_date": (
        "start_date hire_date hiredate hired joined eintritt eintrittsdatum original_hire_date date_of_joining "
        "employment_start start_of_employment entry_date einstellungsdatum beginn_der_beschaftigung date_d_entree "
        "date_d_embauche date_d_arrivee fecha_de_ingreso fecha_de_alta fecha_de_inicio data_di_assunzione "
        "data_assunzione datum_in_dienst in_dienst data_de_admissao anstallningsdatum"
    ),
    "end_date": (
        "end_date leave_date left termination_date austritt austrittsdatum contract_end contract_end_date "
        "last_day exit_date employment_end last_working_day date_de_sortie date_de_depart fecha_de_baja "
        "fecha_de_salida data_di_cessazione datum_uit_dienst uit_dienst vertragsende data_de_demissao"
    ),
}
TURNS_TO = {
    "turns_to", "turn_to", "goes_to", "go_to", "asks", "ask", "nominee", "nominates", "nominated", "seeks_advice_from",
    "advice_from", "relies_on", "gets_help_from", "goes_to_for_help", "turns_to_for_help", "asks_for_help", "ratee",
    "target_of_nomination", "i_turn_to", "help_from",
}  # fmt: skip
"""Headings of a second person to whom the first one turns: a nomination."""
NEEDS_MORE = {"needs_more_of", "needs_more_time_of", "need_more_of", "wants_more_of"}
PAIRS: dict[str, tuple[set[str], set[str]]] = {
    "help": (
        {"helper", "helfer", "helped_by", "supporter", "wer_half", "wer_hilft"},
        {"helped", "geholfen", "helpee", "supported", "was_helped", "receiver", "recipient", "wem"},
    ),
    "review": ({"reviewer", "reviewer_id"}, {"author", "author_id"}),
    "mentoring": ({"mentor", "mentor_id"}, {"mentee", "mentee_id"}),
    "answer": ({"answerer", "answered_by", "replier", "responder"}, {"asker", "asked_by", "requester"}),
}
"""Headings of two people that say, together, what a row stands for."""


COUNTS = frozenset({"count", "n", "anzahl", "messages", "message_count", "emails", "nachrichten", "mensajes"})
"""Headings of weights that count something, so that `1,250` can only be a thousand and more."""


def plain(heading: object) -> str:
    """A heading in small letters without accents, with underscores for all else.

    >>> plain(" E-Mail Address "), plain("Beschäftigungsart"), plain("FTE %")
    ('e_mail_address', 'beschaftigungsart', 'fte')
    """
    text = unicodedata.normalize("NFKD", str(heading).strip().casefold())
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return re.sub(r"[^\w]+", "_", text).strip("_")


SCALE = {plain(word): level for level, words in {
    0: ["never", "not at all", "no", "none", "nie", "gar nicht", "jamais", "nunca", "not applicable", "don't know",
        "i don't know this person", "no contact"],
    1: ["rarely", "seldom", "yearly", "less than monthly", "once a year", "selten", "rarement", "a few times a year",
        "quarterly", "less often", "almost never", "a little"],
    2: ["sometimes", "monthly", "occasionally", "manchmal", "monatlich", "parfois", "once a month", "somewhat",
        "a few times a month"],
    3: ["often", "weekly", "häufig", "oft", "wöchentlich", "souvent", "once a week", "a few times a week", "regularly"],
    4: ["very often", "daily", "always", "täglich", "sehr oft", "immer", "several times a day", "toujours",
        "constantly", "every day", "very much"],
}.items() for word in words}  # fmt: skip
"""Words of scales that ask how often, as numbers from 0."""


_OTHERS = [
    "meeting",
    "meeting_id",
    "attendee",
    "attendees",
    "organizer",
    "organiser",
    "subject",
    "first_name",
    "last_name",
    "vorname",
    "nachname",
    "startdate",
    "enddate",
    "responseid",
    "respondent_id",
    "collector_id",
    "amount",
    "message",
    "hashtags",
    "connections",
    "status",
    "question",
    "answer",
]
KNOWN = frozenset(
    {name for names in (TIE_NAMES, PEOPLE_NAMES) for words in names.values() for name in words.split()}
    | TURNS_TO
    | {word for pair in PAIRS.values() for words in pair for word in words}
    | {*_OTHERS}
)


_PART_OF_A_PERSON = re.compile(r"_(id|name|email|key|user|login|person|employee)$")
"""What follows the word for somebody in a heading: `target_id` and `target_name` are the target."""


def guess(columns: Sequence[str], names: Mapping[str, str]) -> dict[str, str]:
    """Which column is which target, as far as the headings tell; a column is taken once."""
    found = {plain(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", str(column))): column for column in columns}
    found |= {plain(column): column for column in columns}
    found |= {short: column for column in columns if (short := plain(str(column).partition("(")[0])) not in found}
    for column in columns if names is TIE_NAMES else ():
        found.setdefault(_PART_OF_A_PERSON.sub("", plain(column)), column)
    found.pop("", None)
    mapping: dict[str, str] = {}
    for target, likely in names.items():
        fits = [found[name] for name in likely.split() if name in found and found[name] not in mapping.values()]
        mapping |= {target: fits[0]} if fits else {}
    return mapping
