"""Text to tree. Text is never evaluated as code.

It is cut into tokens, on which every cap and every rule of grammar is checked, so that each mistake has its own
message and column in every version of Python. Only then does `ast.parse` see it, for precedence, and the tree it
returns is walked against a list of what is allowed.
"""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from deterrence.errors import ModelError

from .members import COUNTED
from .rational import decimal, excerpt, number, shown
from .tree import Size, Step, fold, size

LENGTH = 2000  # characters of a formula
NESTING = 50  # parentheses and signs inside one another
HIGHEST_POWER = 12
DEGREE = 64  # of a formula, and the number of factors in any product it multiplies out to

USERS = 'exp, log, sqrt, Phi and Phi2 belong to definitions, gains and measures of the form "cutoff"'

RELATIONS = ("<", "<=", ">", ">=", "==", "!=")
FUNCTIONS = ("min", "max")
ANALYTIC = {"exp": "x", "log": "x", "sqrt": "x", "Phi": "x", "Phi2": "x, y, rho"}
"""Functions whose values are not rational, and their arguments: only some formulas may use them."""

_TOKEN = re.compile(
    r" *(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<operator>\*\*|//|=<|=>|[<>=!]=|[-+*/(),<>=!.]))",
    re.ASCII,
)
_STRANGE = re.compile(r"[^A-Za-z0-9_ .+\-*/(),<>=!]")
_GLUED = re.compile(r"[\w.]*", re.ASCII)
_OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
_ONE_LINE = "write the formula on one line, without tabs and backslashes"
_PARENTHESES = "use parentheses ( )"
_TWO_CONDITIONS = "write two conditions instead of one"
_ADVICE = {
    "^": "write ** for powers, such as x**2",
    "'": "write names without quotes",
    '"': "write names without quotes",
    "[": _PARENTHESES,
    "]": _PARENTHESES,
    "{": _PARENTHESES,
    "}": _PARENTHESES,
    "%": "write a share: 0.9 for 90%",
    "&": _TWO_CONDITIONS,
    "|": _TWO_CONDITIONS,
    "\\": _ONE_LINE,
    "\n": _ONE_LINE,
    "\r": _ONE_LINE,
    "\t": _ONE_LINE,
    "#": "put remarks outside the formula",
    "//": "write / for division",
    "=": "write == for equality in a condition",
    "=<": "write <=",
    "=>": "write >=",
    "!": "write != for inequality in a condition",
    ".": "names have no dots, and numbers digits beside theirs: write 0.5",
    "\N{MULTIPLICATION SIGN}": "write * for products",
    "\N{MIDDLE DOT}": "write * for products",
    "\N{DIVISION SIGN}": "write / for division",
    "\N{MINUS SIGN}": "write a plain minus sign: -",
    "\N{EN DASH}": "write a plain minus sign: -",
    "\N{LESS-THAN OR EQUAL TO}": "write <=",
    "\N{GREATER-THAN OR EQUAL TO}": "write >=",
    "\N{NOT EQUAL TO}": "write !=",
    "\N{SUPERSCRIPT TWO}": "write **2",
    "\N{SUPERSCRIPT THREE}": "write **3",
}
_WORDS = {
    "and": _TWO_CONDITIONS,
    "or": _TWO_CONDITIONS,
    "not": "write the opposite comparison",
    "if": "write min or max, or a second formula",
    "else": "write min or max, or a second formula",
    "is": "write == for equality",
    "True": "write 1",
    "False": "write 0",
    "None": "write 0, or leave the formula out",
    "lambda": r"this word is reserved: write lam, and give it the symbol \lambda",
}


def refusal(message: str, text: str, column: int, advice: str | None) -> ModelError:
    """An error about one column of a formula."""
    return ModelError(message, formula=text, column=column, advice=advice)


def presentable(error: ModelError, file: str | None = None, key: str | None = None) -> ModelError:
    """The error with its place, its formula printable and cut to a hundred characters around the column."""
    formula, column = error.formula, error.column
    if formula is not None and column is not None:
        formula, column = excerpt(formula, column)
    return ModelError(
        error.message,
        file=error.file or file,
        key=error.key or key,
        formula=formula,
        column=column,
        advice=error.advice,
    )


def source(text: object, what: str = "formula", limit: int = LENGTH) -> str:
    """The text, bounded in length and alphabet before anything else looks at it; a number stands for itself."""
    if not isinstance(text, str):
        try:
            return str(number(text))
        except ModelError as error:
            kind = shown(type(text).__name__)
            raise ModelError(f"a {what} is text, not {kind}", advice='write it in quotes: "(1 - x)/2"') from error
    if len(text) > limit:
        message = f"a {what} of {len(text)} characters is longer than {limit}"
        raise refusal(message, text[:limit], 0, "give its parts names of their own")
    text = text.strip(" ")
    strange = _STRANGE.search(text)
    if strange:
        letter = strange[0]
        said = letter if letter.isprintable() else f"character {ord(letter)}"
        advice = _ADVICE.get(letter, "write ASCII letters, digits, _ . + - * / ( ) and commas")
        raise refusal(f"{said} is not part of a {what}", text, strange.start(), advice)
    return text


def relations(text: str) -> list[re.Match[str]]:
    """The comparisons of a condition that stand outside parentheses."""
    found, depth = [], 0
    for match in _TOKEN.finditer(text):
        depth += (match["operator"] == "(") - (match["operator"] == ")")
        if match["operator"] in RELATIONS and depth == 0:
            found.append(match)
    return found


def read(text: str, names: Collection[str] | None, analytic: bool = False) -> tuple[Step, ...]:
    """The tree of one formula, from a text whose alphabet `source` has checked.

    Names None allows every name; `analytic` says whether it may use the functions of `ANALYTIC`.
    """
    _check(text, names, analytic)
    try:
        steps = tuple(_walk(ast.parse(text, mode="eval").body, text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # the check leaves only exhausted resources
        raise refusal("this formula is too complicated", text, 0, "give its parts names of their own") from None

    def bounded(step: Step, operands: list[Size]) -> Size:
        bound = size(step, operands)
        if max(bound.above, bound.below, bound.factors) > DEGREE:
            advice = "use lower powers, or give parts names of their own"
            raise refusal(f"the degree of this formula exceeds {DEGREE}", text, step.column, advice)
        return bound

    fold(steps, bounded)
    return steps


@dataclass(slots=True)
class _Open:
    """A parenthesis not yet closed: its column, whether a function stands before it, how many signs do."""

    column: int
    call: bool
    signs: int


def _check(text: str, names: Collection[str] | None, analytic: bool) -> None:
    """Refuse, at its column, all that is not a formula; what is left to `ast.parse` is precedence."""
    opened: list[_Open] = []
    depth = signs = 0
    operand = True  # whether an operand is expected next, or an operator
    function = before = ""
    function_column = 0
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        assert match is not None  # every letter of the alphabet starts a token, and no space stands at the end
        kind = str(match.lastgroup)
        token, column, position = match[kind], match.start(kind), match.end()
        if function and token != "(":
            break
        if kind == "name":
            _check_word(token, text, column)
        if not operand and (kind != "operator" or token == "("):
            raise refusal("an operator is missing here", text, column, "write * for products")
        if kind == "number":
            _check_number(token, text, column, position)
        elif kind == "name" and (
            token in FUNCTIONS or token in COUNTED or _analytic(token, text, column, position, names, analytic)
        ):
            function, function_column = token, column
        elif kind == "name":
            _check_name(token, text, column, position, names, analytic)
        elif token in RELATIONS:
            advice = "compare only in conditions, outside parentheses"
            raise refusal("a comparison is not a number", text, column, advice)
        elif token in _ADVICE:
            raise refusal(f"{token} is not part of a formula", text, column, _ADVICE[token])
        if kind != "operator" and not function:
            operand, depth, signs = False, depth - signs, 0
        elif token == "(":
            opened.append(_Open(column, bool(function), signs))
            depth, signs, function = depth + 1, 0, ""
        elif operand and token in ("+", "-"):
            depth, signs = depth + 1, signs + 1
        elif operand and not function:
            gap = f"between {before} and {token}" if before else f"before {token}"
            raise refusal(f"a number or name is missing {gap}", text, column, "write operands on both sides")
        elif token == ")":
            if not opened:
                raise refusal("this parenthesis was never opened", text, column, "remove it, or open one before")
            depth -= opened.pop().signs + 1
        elif token == "," and not (opened and opened[-1].call):
            advice = "write a decimal point: 0.5 for 0,5"
            raise refusal("a comma stands only between arguments of a function", text, column, advice)
        elif not function:
            operand = True
        if depth > NESTING:
            message = f"more than {NESTING} parentheses and signs inside one another"
            raise refusal(message, text, column, "give parts names of their own")
        before = token
    if function:
        raise refusal(f"{function} is a function", text, function_column, f"write {call(function)}")
    if operand:
        message = f"a number or name is missing after {before}" if before else "this formula is empty"
        raise refusal(message, text, len(text), "write operands on both sides" if before else "write 0 for nothing")
    if opened:
        raise refusal("this parenthesis is never closed", text, opened[-1].column, "close it with )")


def _check_number(token: str, text: str, column: int, end: int) -> None:
    match = _GLUED.match(text, end)
    glued = match[0] if match else ""
    if glued:
        advice = f"write {shown(token)}*{shown(glued)} for a product"
        if token == "0" and glued[0] in "xXoObB":
            advice = "write numbers in decimal digits"
        elif glued[0] == "_":
            advice = "write the digits without underscores"
        elif glued[0] == ".":
            advice = "write one decimal point"
        elif glued in ("e", "E"):
            advice = f"an exponent is a whole number: write {shown(token)}e-3; or {shown(token)}*e for a product"
        elif glued in ("j", "J"):
            advice = f"there are no imaginary numbers; write {shown(token)}*{glued} for a product"
        raise refusal(f"{shown(token + glued)} is not a number", text, end, advice)
    if len(token) > 1 and token.isdigit() and token[0] == "0":
        raise refusal("a number starts with 0", text, column, f"write {shown(token.lstrip('0') or '0')}")
    try:
        decimal(token)
    except ModelError as error:
        raise refusal(error.message, text, column, error.advice) from None


def _check_word(token: str, text: str, column: int) -> None:
    if keyword.iskeyword(token):
        advice = _WORDS.get(token, "this word is reserved: choose another name")
        raise refusal(f"{token} is not a name", text, column, advice)
    if token.startswith("_"):
        raise refusal(f"{shown(token)} is not a name", text, column, "start names with a letter")


def call(function: str) -> str:
    """How a function is written with its arguments."""
    return f"{function}({COUNTED.get(function) or ANALYTIC.get(function, 'a, b')})"


def _analytic(token: str, text: str, column: int, end: int, names: Collection[str] | None, allowed: bool) -> bool:
    """Whether a word is a function of `ANALYTIC` here: one that is called, or would be a name nobody declared."""
    called = text[end:].lstrip(" ").startswith("(")
    if token not in ANALYTIC or (not called and (names is None or token in names)):
        return False
    if not allowed:
        advice = "write its value as a number; " + USERS
        raise refusal(f"{token} has no exact values, and this formula needs them", text, column, advice)
    return True


def _check_name(token: str, text: str, column: int, end: int, names: Collection[str] | None, analytic: bool) -> None:
    if text[end:].lstrip(" ").startswith("("):
        known = ", ".join((*FUNCTIONS, *COUNTED, *(ANALYTIC if analytic else ())))
        advice = f"the functions are {known}; for a product write {shown(token)}*("
        raise refusal(f"{shown(token)} is not a function", text, column, advice)
    if names is not None and token not in names:
        raise refusal(f"unknown name {shown(token)}", text, column, suggestion(token, names))


def suggestion(name: str, known: Iterable[str]) -> str:
    """Advice on a name that is not among the known ones."""
    choices = sorted(str(other) for other in known)
    alike = {choice.lower(): choice for choice in choices}
    close = get_close_matches(name.lower()[:100], alike, n=1)
    if close:
        return f"did you mean {alike[close[0]]}?"
    return f"known names: {shown(', '.join(choices), 200)}" if choices else "no names are declared here"


def _walk(root: ast.expr, text: str) -> Iterator[Step]:
    """The steps of an allowed tree, in order; any other node is refused."""
    waiting: list[ast.expr] = [root]
    while waiting:
        node = waiting.pop()
        column = node.col_offset
        match node:
            case ast.Constant():
                # from the text, never from node.value: 0.1 is 1/10
                yield Step("number", decimal(text[column : node.end_col_offset]), 0, column)
            case ast.Name():
                yield Step("name", node.id, 0, column)
            case ast.UnaryOp(op=ast.UAdd()):
                waiting.append(node.operand)
            case ast.UnaryOp(op=ast.USub()):
                yield Step("negate", None, 1, column)
                waiting.append(node.operand)
            case ast.BinOp(op=ast.Pow()):
                yield Step("**", _exponent(node.right, text), 1, _between(node, text))
                waiting.append(node.left)
            case ast.BinOp() if type(node.op) in _OPERATORS:
                yield Step(_OPERATORS[type(node.op)], None, 2, _between(node, text))
                waiting += [node.right, node.left]
            case ast.Call(func=ast.Name(id="min" | "max" as name), keywords=[]):
                if len(node.args) < 2:
                    raise refusal(f"{name} compares at least two numbers", text, column, f"write {name}(a, b)")
                yield Step(name, None, len(node.args), column)
                waiting += reversed(node.args)
            case ast.Call(func=ast.Name(id=name), keywords=[]) if name in COUNTED or name in ANALYTIC:
                wanted = (COUNTED.get(name) or ANALYTIC[name]).count(",") + 1
                if len(node.args) != wanted:
                    message = f"{name} takes {wanted} argument{'s' if wanted > 1 else ''}, not {len(node.args)}"
                    raise refusal(message, text, column, f"write {call(name)}")
                yield Step(name, None, wanted, column)
                waiting += reversed(node.args)
            case _:
                advice = "write numbers, names, + - * / **, min(a, b) and max(a, b)"
                raise refusal("this is not part of a formula", text, column, advice)


def _between(node: ast.BinOp, text: str) -> int:
    """The column of the operator: the first mark after the left operand that closes no parenthesis."""
    column = node.left.end_col_offset or 0
    while text[column] in ") ":
        column += 1
    return column


def _exponent(node: ast.expr, text: str) -> int:
    digits = text[node.col_offset : node.end_col_offset]
    if isinstance(node, ast.Constant) and digits.isdigit() and int(digits) <= HIGHEST_POWER:
        return int(digits)
    message = f"an exponent is a whole number from 0 to {HIGHEST_POWER}, written out"
    raise refusal(message, text, node.col_offset, "write 1/x for x**-1, and (x**2)**3 with parentheses")
