// `$`: the item itself.

var callbacks = names.map(function () { return undefined; });

function shared(group, title) {
  var note = function () { if (loading) { warnOnce(title + ' was used at the top level of the script'); } };
  return new Proxy({}, {
    get: function (target, key) { if (typeof key === 'symbol') { return undefined; } if (loading) { note(); } return N.get(group, key); },
    set: function (target, key, value) {
      if (typeof key === 'symbol') { return false; }
      if (loading) { note(); }
      N.set(group, key, value);
      return true;
    },
    has: function (target, key) { return typeof key === 'string' && N.keys(group).includes(key); },
    deleteProperty: function (target, key) {
      warnOnce(title + ': a key was deleted, which is not documented to be possible');
      N.remove(group, String(key));
      return true;
    },
    ownKeys: function () { return N.keys(group); },
    getOwnPropertyDescriptor: function (target, key) {
      if (typeof key === 'symbol' || !N.keys(group).includes(key)) { return undefined; }
      return { value: N.get(group, key), writable: true, enumerable: true, configurable: true };
    },
    defineProperty: function (target, key, set) { N.set(group, String(key), set.value); return true; },
  });
}
var state = shared(false, '$.state'), groupState = shared(true, '$.groupState');

class ClusterScript {
  get id() { return info.id; }
  get itemHandle() { return itemHandle(info.id); }
  get itemTemplateId() { return info.template === null ? null : new ItemTemplateId(info.template); }
  get state() { return state; }
  set state(value) { warnOnce('$.state itself cannot be set; set a key of it'); }
  get groupState() {
    beta('$.groupState');
    if (!N.inGroup()) { throw new ClusterScriptError('the item is in no item group, so it has no $.groupState'); }
    return groupState;
  }
  set groupState(value) { warnOnce('$.groupState itself cannot be set; set a key of it'); }
  get useGravity() { return N.physics('useGravity'); }
  set useGravity(value) { allow(N.setPhysics('useGravity', flag(value))); }
  get velocity() { return N.physics('velocity'); }
  set velocity(v) { need(v, Vector3, '$.velocity'); allow(N.setPhysics('velocity', [v.x, v.y, v.z])); }
  get angularVelocity() { return N.physics('angularVelocity'); }
  set angularVelocity(v) { need(v, Vector3, '$.angularVelocity'); allow(N.setPhysics('angularVelocity', [v.x, v.y, v.z])); }

  log(v) { N.log(0, v); }
  isEvent() { return info.event; }
  computeSendableSize(arg) { return allow(N.size(arg)); }

  getPosition() { if (loading) { warnOnce('$.getPosition was called at the top level of the script'); } return N.position(); }
  setPosition(v) {
    if (loading) { return early('$.setPosition'); }
    // Nearly all are of the class itself, and `need` costs more than this.
    if (v === null || v === undefined || v.constructor !== Vector3) { need(v, Vector3, '$.setPosition'); }
    N.setPosition(v.x, v.y, v.z);
  }
  getRotation() { if (loading) { warnOnce('$.getRotation was called at the top level of the script'); } return N.rotation(); }
  setRotation(q) {
    if (loading) { return early('$.setRotation'); }
    if (q === null || q === undefined || q.constructor !== Quaternion) { need(q, Quaternion, '$.setRotation'); }
    N.setRotation(q.x, q.y, q.z, q.w);
  }

  getStateCompat(target, key, parameterType) {
    string(target, '$.getStateCompat'); string(key, '$.getStateCompat'); string(parameterType, '$.getStateCompat');
    compat('$.getStateCompat');
    var n = loading ? (early('$.getStateCompat'), [0, 0, 0]) : allow(N.compat(target, key, parameterType));
    switch (parameterType) {
      case 'signal': return new Date(n[0]);
      case 'boolean': return n[0] > 0;
      case 'integer': return Math.trunc(n[0]);
      case 'float': return Math.fround(n[0]);
      case 'vector2': return new Vector2(n[0], n[1]);
      case 'vector3': return new Vector3(n[0], n[1], n[2]);
      default: return n[0];
    }
  }
  setStateCompat(target, key, value) {
    string(target, '$.setStateCompat'); string(key, '$.setStateCompat');
    compat('$.setStateCompat');
    if (loading) { return early('$.setStateCompat'); }
    var list = value instanceof Vector3 ? [value.x, value.y, value.z] : value instanceof Vector2 ? [value.x, value.y]
      : typeof value === 'boolean' ? [value ? 1 : 0] : typeof value === 'number' ? [value]
        : wrong('$.setStateCompat', 'a boolean, a number, a Vector2 or a Vector3', value);
    allow(N.setCompat(target, key, list));
  }
  sendSignalCompat(target, key) {
    string(target, '$.sendSignalCompat'); string(key, '$.sendSignalCompat');
    compat('$.sendSignalCompat');
    if (loading) { return early('$.sendSignalCompat'); }
    allow(N.signal(target, key));
  }

  createItem(id, position, rotation, option) {
    if (loading) { return early('$.createItem', itemHandle('0')); }
    var craft = id instanceof ItemTemplateId;
    if (!craft && !(id instanceof WorldItemTemplateId)) { wrong('$.createItem', 'an ItemTemplateId or a WorldItemTemplateId', id); }
    need(position, Vector3, '$.createItem'); need(rotation, Quaternion, '$.createItem');
    var member = option !== undefined && option !== null && flag(option.asMember);
    if (member) { beta('$.createItem with asMember'); }
    var p = [position.x, position.y, position.z], r = [rotation.x, rotation.y, rotation.z, rotation.w];
    var made = N.create(craft ? idText.template(id) : idText.world(id), craft, p, r, member);
    return allow(made);
  }
  destroy() { if (loading) { return early('$.destroy'); } allow(N.destroy()); }
  worldItemReference(id) { return itemHandle(N.reference(string(id, '$.worldItemReference'))); }
  getOwner() { beta('$.getOwner'); return N.owner(); }
  requestOwner(player) {
    beta('$.requestOwner');
    if (loading) { return early('$.requestOwner'); }
    allow(N.requestOwner(need(player, PlayerHandle, '$.requestOwner').id));
  }

  getItemsNear(position, radius) {
    if (loading) { return early('$.getItemsNear', []); }
    need(position, Vector3, '$.getItemsNear');
    return N.itemsNear(position.x, position.y, position.z, number(radius, '$.getItemsNear'));
  }
  getPlayersNear(position, radius) {
    if (loading) { return early('$.getPlayersNear', []); }
    need(position, Vector3, '$.getPlayersNear');
    return N.playersNear(position.x, position.y, position.z, number(radius, '$.getPlayersNear'));
  }
  raycast(position, direction, maxDistance) { if (loading) { return early('$.raycast', null); } return rays(position, direction, maxDistance)[0] || null; }
  raycastAll(position, direction, maxDistance) { if (loading) { return early('$.raycastAll', []); } return rays(position, direction, maxDistance); }
  getOverlaps() {
    if (loading) { return early('$.getOverlaps', []); }
    return N.overlaps().map(function (one) { return touched({ selfNode: $ }, one); });
  }

  addForce(f) { force('addForce', f, true); }
  addTorque(t) { force('addTorque', t, true); }
  addForceAt(f, p) { need(p, Vector3, '$.addForceAt'); force('addForceAt', f, true); }
  addImpulsiveForce(f) { force('addImpulsiveForce', f, false); }
  addImpulsiveTorque(t) { force('addImpulsiveTorque', t, false); }
  addImpulsiveForceAt(f, p) { need(p, Vector3, '$.addImpulsiveForceAt'); force('addImpulsiveForceAt', f, false); }

  getGrabbingPlayer() { return N.holder(false); }
  getRidingPlayer() { return N.holder(true); }
  setVisiblePlayers(players) {
    beta('$.setVisiblePlayers');
    if (!Array.isArray(players)) { throw new Error('$.setVisiblePlayers needs a list of players'); }
    if (loading) { return early('$.setVisiblePlayers'); }
    allow(N.visible(players.map(function (player) { return need(player, PlayerHandle, '$.setVisiblePlayers').id; })));
  }
  clearVisiblePlayers() { beta('$.clearVisiblePlayers'); if (loading) { return early('$.clearVisiblePlayers'); } N.visible(null); }
  setPlayerScript(player) {
    if (info.craft) { beta('$.setPlayerScript in a craft item'); }
    need(player, PlayerHandle, '$.setPlayerScript');
    if (loading) { return early('$.setPlayerScript'); }
    allow(N.setPlayerScript(player.id));
    warnOnce('$.setPlayerScript: player scripts are not run here');
  }

  callExternal(endpointId, request, meta) {
    if (loading) { return early('$.callExternal'); }
    if (arguments.length < 3) { meta = request; request = endpointId; endpointId = null; }
    else if (!(endpointId instanceof ExternalEndpointId)) {
      wrong('$.callExternal with three arguments', 'new ExternalEndpointId(id) as the first', endpointId);
    } else { endpointId = idText.endpoint(endpointId); }
    string(request, '$.callExternal: request'); string(meta, '$.callExternal: meta');
    allow(N.call(endpointId, request, meta));
  }

  subscribePurchase(productId) {
    if (loading) { throw new ClusterScriptError('$.subscribePurchase cannot be called at the top level of the script', { not: true }); }
    N.subscribe(string(productId, '$.subscribePurchase'), true);
  }
  unsubscribePurchase(productId) {
    if (loading) { throw new ClusterScriptError('$.unsubscribePurchase cannot be called at the top level of the script', { not: true }); }
    N.subscribe(string(productId, '$.unsubscribePurchase'), false);
  }
  getOwnProducts(productId, players, meta) {
    if (loading) { return early('$.getOwnProducts'); }
    var list = Array.isArray(players) ? players : [players];
    var ids = list.map(function (player) { return need(player, PlayerHandle, '$.getOwnProducts').id; });
    allow(N.ownProducts(string(productId, '$.getOwnProducts'), ids, string(meta, '$.getOwnProducts')));
  }
  getLatestComments(amount) {
    if (loading) { return early('$.getLatestComments', []); }
    return N.comments(clamp(Math.trunc(number(amount, '$.getLatestComments')) || 0, 0, 100));
  }

  subNode(name) { return new SubNode(KEY, string(name, '$.subNode')); }
  material(materialId) { return new MaterialHandle(KEY, string(materialId, '$.material')); }
  audio(itemAudioSetId) { return new ApiAudio(KEY, string(itemAudioSetId, '$.audio')); }
  audioLink() { return new AudioLinkHandle(KEY); }
  humanoidAnimation(id) { return new HumanoidAnimation(KEY, string(id, '$.humanoidAnimation')); }
  getUnityComponent(type) { return component('root', type); }
}

function compat(name) {
  if (info.craft) { throw new Error(name + ' is for world items only: a craft item cannot use it'); }
}
function force(name, f, insidePhysics) {
  need(f, Vector3, '$.' + name);
  if (insidePhysics && !physics) { throw new ClusterScriptError('$.' + name + ' can be called in onPhysicsUpdate only', { not: true }); }
  if (loading) { return early('$.' + name); }
  warnOnce('$.' + name + ' does nothing: there are no forces here');
}
function rays(position, direction, maxDistance) {
  need(position, Vector3, '$.raycast'); need(direction, Vector3, '$.raycast'); number(maxDistance, '$.raycast');
  return N.rays([position.x, position.y, position.z], [direction.x, direction.y, direction.z], maxDistance).map(function (one) {
    return touched({ hit: { point: one.point, normal: one.normal } }, one.handle);
  });
}
// With `handle`, and with what older scripts call it.
function touched(result, handle) {
  var isItem = handle instanceof ItemHandle;
  result.handle = handle;
  Object.defineProperty(result, 'object', { get: function () {
    warnOnce('object is deprecated in results of raycasts, overlaps and collisions; use handle');
    return { itemHandle: isItem ? handle : null, playerHandle: isItem ? null : handle };
  } });
  return result;
}

names.forEach(function (name, at) {
  ClusterScript.prototype[name] = function (callback, option) {
    if (typeof callback !== 'function') { wrong('$.' + name, 'a function', callback); }
    if (!loading) { warnOnce('$.' + name + ' was called after the script was loaded: ignored'); return; }
    callbacks[at] = callback;
    var item = true, player = false;
    if (option !== undefined && option !== null) {
      if (option.item !== undefined) { item = flag(option.item); }
      if (option.player !== undefined) { player = flag(option.player); }
    }
    N.registered(at, item, player);
  };
});
close(ClusterScript, '$');
var $ = Object.freeze(new ClusterScript());

var PHYSICS = names.indexOf('onPhysicsUpdate'), COLLIDE = names.indexOf('onCollide');

// Calls a callback, if there is one.
function run(at, a, b, c, d) {
  var callback = callbacks[at];
  if (callback === undefined) { return false; }
  physics = at === PHYSICS;
  callback(at === COLLIDE ? collision(a) : a, b, c, d);
  return true;
}
// What onCollide is called with, from the host's words for it.
function collision(given) {
  var self = touched({ impulse: given.impulse, relativeVelocity: given.velocity }, given.handle);
  self.collidePoints = given.points.map(function (one) { return { selfNode: $, hit: { point: one.point, normal: one.normal } }; });
  return self;
}

var shown = { $: $, Vector2: Vector2, Vector3: Vector3, Vector4: Vector4, Quaternion: Quaternion, Color: Color,
  HumanoidPose: HumanoidPose, Muscles: Muscles, ItemTemplateId: ItemTemplateId, WorldItemTemplateId: WorldItemTemplateId,
  ExternalEndpointId: ExternalEndpointId, PostProcessEffects: PostProcessEffects, ItemHandle: ItemHandle, PlayerHandle: PlayerHandle,
  ClusterScriptError: ClusterScriptError };
Object.keys(shown).forEach(function (name) {
  Object.defineProperty(globalThis, name, { value: shown[name], writable: true, configurable: true });
});
Object.keys(enums).forEach(function (name) {
  var value;
  Object.defineProperty(globalThis, name, {
    get: function () { return value || (value = enums[name]()); },
    set: function (other) { value = other; }, configurable: true,
  });
});

return {
  run: run, loaded: function () { loading = false; }, itemHandle: itemHandle, playerHandle: playerHandle,
  Vector2: Vector2, Vector3: Vector3, Quaternion: Quaternion, ItemHandle: ItemHandle, PlayerHandle: PlayerHandle,
};
