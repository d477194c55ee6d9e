// What the tea house serves, and what a cup costs in coins.
var TEAS = {
    hojicha: { name: "Hojicha", price: 2 },
    sencha: { name: "Sencha", price: 3 },
    gyokuro: { name: "Gyokuro (玉露)", price: 7 }
};

function teaOf(code) {
    return TEAS.hasOwnProperty(code) ? TEAS[code] : null;
}
