// Finds players, and makes new ones.
function playerNamed(userName) {
    var found = Spark.systemCollection("player").findOne({ userName: String(userName).toLowerCase() });
    return found === null ? null : Spark.loadPlayer(found._id.$oid);
}

function register(userName, displayName, password) {
    var request = new SparkRequests.RegistrationRequest();
    request.userName = userName;
    request.displayName = displayName;
    request.password = password;
    return request.Send();
}
