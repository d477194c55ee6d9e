// Asks the warehouse, which is somebody else's server, how many cups of a tea are left. It must not keep our guests waiting,
// so it gets three seconds and not the thirty of the default.
function cupsLeft(code) {
    var response = Spark.getHttp("https://warehouse.example/teas/" + code, 3000)
        .setHeaders({ "Accept": "application/json" })
        .get();
    if (response === null) {
        Spark.getLog().warn({ warehouse: "no answer", tea: code });
        return null;
    }
    if (response.getResponseCode() !== 200) {
        return 0;
    }
    return response.getResponseJson().cups;
}
