// ItemHandle and PlayerHandle: who somebody is, and what can be asked of them. Handles are made by the platform only; two for
// one item or player are different objects with one id.

var KEY = {};
function made(key, name) { if (key !== KEY) { throw new TypeError(name + ' cannot be made by scripts: the platform hands them out'); } }

class ItemHandle {
  #id;
  constructor(key, id) { made(key, 'ItemHandle'); this.#id = id; }
  get id() { return this.#id; }
  get type() { return 'item'; }
  exists() { beta('ItemHandle.exists'); return N.itemExists(this.#id); }
  send(messageType, arg) {
    if (loading) { return early('ItemHandle.send'); }
    allow(N.send(this.#id, true, string(messageType, 'ItemHandle.send'), arg));
  }
  addImpulsiveForce(force) { need(force, Vector3, 'addImpulsiveForce'); impulse('addImpulsiveForce'); }
  addImpulsiveTorque(torque) { need(torque, Vector3, 'addImpulsiveTorque'); impulse('addImpulsiveTorque'); }
  addImpulsiveForceAt(force, position) {
    need(force, Vector3, 'addImpulsiveForceAt'); need(position, Vector3, 'addImpulsiveForceAt');
    impulse('addImpulsiveForceAt');
  }
  toString() { return 'ItemHandle(' + this.#id + ')'; }
}
function impulse(name) {
  if (loading) { return early('ItemHandle.' + name); }
  allow(N.operate(true));
  warnOnce('ItemHandle.' + name + ' does nothing: there are no forces here');
}

class PlayerHandle {
  #id;
  constructor(key, id) { made(key, 'PlayerHandle'); this.#id = id; }
  get id() { return this.#id; }
  get type() { return 'player'; }
  get userId() { return N.player(this.#id, 'user-id'); }
  get userDisplayName() { return N.player(this.#id, 'display-name'); }
  get idfc() { return N.player(this.#id, 'idfc'); }
  exists() { return N.player(this.#id, 'exists'); }
  getPosition() { return N.player(this.#id, 'position'); }
  getRotation() { return N.player(this.#id, 'rotation'); }
  setPosition(v) { need(v, Vector3, 'PlayerHandle.setPosition'); this.#act('setPosition', [v.x, v.y, v.z]); }
  setRotation(q) {
    var y = need(q, Quaternion, 'PlayerHandle.setRotation').createEulerAngles().y, upright = Quaternion.euler(0, y, 0);
    this.#act('setRotation', [upright.x, upright.y, upright.z, upright.w]);
  }
  respawn() { this.#act('respawn', null); }
  addVelocity(v) {
    beta('PlayerHandle.addVelocity');
    need(v, Vector3, 'PlayerHandle.addVelocity');
    this.#act('addVelocity', [v.x, v.y, v.z]);
    warnOnce('PlayerHandle.addVelocity moves nobody: there are no forces here');
  }
  setMoveSpeedRate(rate) { this.#act('moveSpeedRate', number(rate, 'PlayerHandle.setMoveSpeedRate')); }
  setJumpSpeedRate(rate) { this.#act('jumpSpeedRate', number(rate, 'PlayerHandle.setJumpSpeedRate')); }
  setGravity(gravity) { this.#act('gravity', number(gravity, 'PlayerHandle.setGravity')); }
  resetPlayerEffects() { this.#act('resetPlayerEffects', null); }
  setHumanoidPose(pose, option) {
    if (pose !== null && pose !== undefined) { need(pose, HumanoidPose, 'PlayerHandle.setHumanoidPose'); }
    this.#act('humanoidPose', pose === null || pose === undefined ? null : { pose: plain(pose), option: times(option) });
  }
  getHumanoidBonePosition(bone) { number(bone, 'getHumanoidBonePosition'); beta('PlayerHandle.getHumanoidBonePosition'); return null; }
  getHumanoidBoneRotation(bone) { number(bone, 'getHumanoidBoneRotation'); beta('PlayerHandle.getHumanoidBoneRotation'); return null; }
  requestTextInput(meta, title) {
    if (loading) { return early('PlayerHandle.requestTextInput'); }
    string(meta, 'PlayerHandle.requestTextInput'); string(title, 'PlayerHandle.requestTextInput');
    allow(N.requestTextInput(this.#id, meta, title));
  }
  setPostProcessEffects(effects) {
    beta('PlayerHandle.setPostProcessEffects');
    if (effects !== null) { need(effects, PostProcessEffects, 'PlayerHandle.setPostProcessEffects'); }
    this.#act('postProcessEffects', effects === null ? null : effects.values());
  }
  send(messageType, arg) {
    if (loading) { return early('PlayerHandle.send'); }
    allow(N.send(this.#id, false, string(messageType, 'PlayerHandle.send'), arg));
  }
  requestPurchase(productId, meta) {
    if (loading) { return early('PlayerHandle.requestPurchase'); }
    allow(N.requestPurchase(this.#id, string(productId, 'requestPurchase'), string(meta, 'requestPurchase')));
  }
  requestGrantProduct(productId, meta) {
    if (loading) { return early('PlayerHandle.requestGrantProduct'); }
    allow(N.requestGrantProduct(this.#id, string(productId, 'requestGrantProduct'), string(meta, 'requestGrantProduct')));
  }
  getEventRole() { return N.player(this.#id, 'event-role'); }
  getAvatarProductId() { return N.player(this.#id, 'avatar-product'); }
  getAccessoryProductIds() { return N.player(this.#id, 'accessory-products'); }
  toString() { return 'PlayerHandle(' + this.#id + ')'; }
  #act(name, value) {
    if (loading) { return early('PlayerHandle.' + name); }
    allow(N.act(this.#id, name, value));
  }
}
close(ItemHandle); close(PlayerHandle);

function times(option) {
  var set = option || {};
  var sane = function (value) { return typeof value === 'number' && value > 0 ? value : 0; };
  var transition = sane(set.transitionSeconds), timeout = set.timeoutSeconds;
  timeout = typeof timeout !== 'number' || timeout !== timeout ? Infinity : Math.max(timeout, transition);
  return {
    transitionSeconds: transition, timeoutSeconds: timeout === Infinity ? null : timeout,
    timeoutTransitionSeconds: sane(set.timeoutTransitionSeconds),
  };
}
function itemHandle(id) { return new ItemHandle(KEY, id); }
function playerHandle(id) { return new PlayerHandle(KEY, id); }
