// Rows as a text that looks like a table.
require("TEXT");

function table(rows) {
    var lines = rows.map(function (row) padded(row.rank, 4) + padded(row.name, 12) + row.points);
    return lines.join("\n");
}
