# Makes one table of what must be (file=1), and of the batch's lines without the agent (file=2) and with it (file=3). Ends
# with status 1 if a cell is not as it should be.

BEGIN {
    base["guarded"] = guarded
    base["stranger"] = stranger
    base["numbered"] = numbered
    base["named"] = named
}

file == 1 {
    split($0, field, /  +/)
    row[++rows] = field[2]
    path = field[2]
    sub(/^POST /, "", path)
    url[rows] = base[field[1]] path
    must[rows, 2] = field[3]
    must[rows, 3] = field[4]
    next
}

{
    split($0, field, /\t/)
    if (!(field[1] in known)) {
        known[field[1]] = 1
        client[++clients] = field[1]
    }
    if (field[3] == "skipped") {
        skipped[field[1]] = field[4]
    } else if (field[3] == "200" && field[4] != "served") {
        got[field[1], field[2], file] = field[4]    # the stranger says what it has seen
    } else {
        got[field[1], field[2], file] = field[3]
        if (field[3] == "refused") reason[field[1], field[2], file] = field[4]
    }
}

END {
    line = pad("", 29)
    for (c = 1; c <= clients; c++) line = line pad(client[c], 25)
    print trimmed(line)
    for (r = 1; r <= rows; r++) {
        line = pad(row[r], 29)
        for (c = 1; c <= clients; c++) line = line cell(r, client[c])
        print trimmed(line)
    }
    for (c in skipped) print "(" c ": skipped, " skipped[c] ")"
    for (w in why) print "(" w ")"
    exit rows == 0 || clients == 0 || wrong > 0
}

function cell(r, name,    before, after, right) {
    if (name in skipped) return pad("skipped", 25)
    before = answer(name, url[r], 2)
    after = answer(name, url[r], 3)
    right = before == must[r, 2] && after == must[r, 3]
    if (!right) {
        wrong++
        if (before != must[r, 2]) tell(name, url[r], 2)
        if (after != must[r, 3]) tell(name, url[r], 3)
    }
    # Padded by hand: the arrow is three bytes and one column.
    return (right ? good : bad) before " → " after (right ? "" : " !") plain \
        pad(" ", 22 - length(before) - length(after) - (right ? 0 : 2))
}

function answer(name, address, f) {
    return (name, address, f) in got ? got[name, address, f] : "no answer"
}

function tell(name, address, f) {
    if ((name, address, f) in reason) why["refused: " reason[name, address, f]] = 1
}

function pad(text, width) {
    while (length(text) < width) text = text " "
    return text
}

function trimmed(text) {
    sub(/ +$/, "", text)
    return text
}
