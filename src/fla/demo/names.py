"""Common names of the three communities and of people who came from elsewhere; nobody's own."""

from typing import Literal

from msgspec import Struct

Community = Literal["nl", "fr", "de"]


class NameStock(Struct, frozen=True):
    """Names of one community; a person takes a family name and a given name."""

    family: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.replace("_", " ") for name in text.split())


DUTCH = NameStock(
    family=_names("""
        Peeters Janssens Maes Jacobs Willems Claes Goossens Wouters De_Smet Vermeulen Pauwels Aerts
        De_Clercq Michiels Hendrickx Mertens Van_Damme Martens De_Backer Smets Claeys Hermans Cools
        Van_den_Broeck Desmet Lemmens De_Vos Stevens Verhoeven Moens Baert Verbeke Wauters Bogaert
        Van_de_Velde Coppens Devos Segers Bosmans Thijs Lenaerts Geerts Dierckx Van_Hove Timmermans
        Verstraeten Vandenberghe Callens Declercq Ceulemans De_Wit Nijs Sels Vercammen Van_Acker
    """),
    women=_names("""
        Maria Emma Louise Marie Anna Lotte Sofie Katrien Elke Ann An Els Griet Hilde Ilse Inge Karen
        Leen Lien Lies Marijke Nele Sara Silke Tine Veerle Eva Femke Hanne Jana Julie Laura Lore
        Charlotte Ellen Evelien Greet Heidi Joke Kim
    """),
    men=_names("""
        Jan Luc Marc Dirk Koen Bart Peter Tom Wim Bram Jef Joris Kobe Lars Lucas Maarten Mathias
        Milan Niels Pieter Raf Robbe Ruben Sander Simon Stijn Sven Thomas Tim Wout Arne Ben Brecht
        Filip Geert Gert Hans Jeroen Kristof Ward
    """),
)
FRENCH = NameStock(
    family=_names("""
        Dubois Lambert Dupont Martin Simon Laurent Leclercq Denis Lejeune Renard Gérard François
        Bertrand Collard Noël Petit Mathieu Leroy Henry Charlier Poncelet Adam Delvaux Thiry Marchal
        Evrard Wauthier Gilles Hubert Lemaire Masson Deprez Warnier Collignon Dumont Piron Servais
        Fontaine Lefèvre Remacle Gillet Bodart Van_Hamme Pirard Delfosse Meunier Cornet Jadot
    """),
    women=_names("""
        Marie Camille Léa Chloé Julie Sophie Isabelle Nathalie Valérie Anne Catherine Céline Émilie
        Laura Manon Pauline Sarah Stéphanie Sylvie Véronique Alice Amélie Aurélie Caroline Charlotte
        Claire Élise Florence Françoise Hélène Inès Jeanne Juliette Louise Lucie Martine Mathilde
        Nadine Noémie Virginie
    """),
    men=_names("""
        Thomas Nicolas Julien Pierre Philippe Michel Antoine Maxime Alexandre Benoît Bernard Damien
        Christophe David Didier Éric Fabrice François Frédéric Guillaume Hugo Jean Jérôme Laurent
        Louis Luc Lucas Marc Mathieu Olivier Pascal Patrick Quentin Romain Sébastien Simon Théo
        Vincent Xavier Yves Jean-Pierre
    """),
)
GERMAN = NameStock(
    family=_names("""
        Müller Schmitz Hilgers Kohnen Jousten Heinen Pauels Mertes Theissen Schröder Kessel Niessen
        Velz Lentz Keutgen Havenith Reuter Kirch Wiesemes Thelen Palm Hoffmann Greven Küpper Cormann
    """),
    women=_names("""
        Anna Lena Sabine Petra Monika Martina Julia Katharina Claudia Birgit Heike Jana Laura Lisa
        Marie Nadine Nicole Sandra Silvia Ute
    """),
    men=_names("""
        Andreas Christian Daniel Dirk Frank Georg Guido Helmut Jürgen Karl Klaus Lukas Manfred
        Markus Michael Ralf Rainer Stefan Thomas Werner
    """),
)
ELSEWHERE = NameStock(
    family=_names("""
        Yılmaz Kaya Demir El_Amrani Benali Bouzid El_Idrissi Nguyễn Trần Kowalski Nowak Popescu
        Ionescu Silva Ferreira Santos García Rossi Esposito Diallo Mbala Kabongo Hassan Ahmadi Singh
    """),
    women=_names("""
        Fatima Aisha Yasmine Samira Nadia Elif Zeynep Ayşe Agnieszka Katarzyna Elena Ioana Ana Inês
        Giulia Aminata Grace Linh Priya Olga
    """),
    men=_names("""
        Mohamed Youssef Karim Rachid Ahmed Mehmet Emre Mustafa Piotr Tomasz Andrei Mihai João Miguel
        Marco Ibrahim Patrice Minh Arjun Oleg
    """),
)
STOCKS: dict[Community, NameStock] = {"nl": DUTCH, "fr": FRENCH, "de": GERMAN}
