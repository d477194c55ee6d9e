// A drone that flies in a circle and tells the server where it is, twice a second.
let angle = 0;
let waited = 0;

$.onUpdate((deltaTime) => {
  angle = (angle + deltaTime * 90) % 360;
  const way = new Vector3(0, 2, 3).applyQuaternion(new Quaternion().setFromEulerAngles(0, angle, 0));
  $.setPosition(way);
  $.setRotation(Quaternion.lookRotation(way.clone().cross(new Vector3(0, 1, 0)).normalize()));
  waited += deltaTime;
  if (waited < 0.5) return;
  waited -= 0.5;
  const { x, y, z } = $.getPosition();
  $.callExternal(JSON.stringify({ op: "move", who: $.id, x: x.toFixed(2), y: y.toFixed(2), z: z.toFixed(2) }), "");
});

$.onExternalCallEnd((response) => {
  if (response !== null) $.state.reports = JSON.parse(response).reports;
});
