// The parts of an item: its sub nodes, materials, sounds, animations and components. Most only keep what was set, by part and
// property, so that a scenario can look at it.

class SubNode {
  #name; #known;
  constructor(key, name) {
    made(key, 'SubNode');
    this.#name = name;
    this.#known = N.nodeExists(name);
    if (!this.#known) { warnOnce('the item has no sub node ' + JSON.stringify(name) + ': what is set on it is ignored'); }
  }
  get name() { return this.#name; }
  setPosition(v) { need(v, Vector3, 'SubNode.setPosition'); this.#set('setPosition', 'position', [v.x, v.y, v.z]); }
  getPosition() { return this.#get('position'); }
  setRotation(q) { need(q, Quaternion, 'SubNode.setRotation'); this.#set('setRotation', 'rotation', [q.x, q.y, q.z, q.w]); }
  getRotation() { return this.#get('rotation'); }
  getGlobalPosition() { return this.#get('global-position'); }
  getGlobalRotation() { return this.#get('global-rotation'); }
  setEnabled(v) { this.#set('setEnabled', 'enabled', flag(v)); }
  getEnabled() { return this.#get('enabled'); }
  getTotalEnabled() { return this.#get('total-enabled'); }
  setText(text) {
    if (loading) { return early('SubNode.setText'); }
    var whole = String(text);
    allow(N.nodeText(this.#name, whole));
  }
  setTextSize(size) { this.#set('setTextSize', 'text-size', clamp(number(size, 'SubNode.setTextSize'), 0, 5)); }
  setTextAlignment(alignment) { this.#set('setTextAlignment', 'text-alignment', number(alignment, 'SubNode.setTextAlignment')); }
  setTextAnchor(anchor) { this.#set('setTextAnchor', 'text-anchor', number(anchor, 'SubNode.setTextAnchor')); }
  setTextColor(r, g, b, a) { this.#set('setTextColor', 'text-color', [unit(r), unit(g), unit(b), unit(a)]); }
  getUnityComponent(type) { return component('node.' + this.#name, type); }
  toString() { return 'SubNode(' + this.#name + ')'; }
  #get(what) { var value = N.node(this.#name, what); return value === undefined ? (what.startsWith('global') ? null : undefined) : value; }
  #set(method, what, value) {
    if (loading) { return early('SubNode.' + method); }
    if (this.#known) { N.nodeSet(this.#name, what, value); }
  }
}
function unit(value) { return clamp(number(value, 'a colour'), 0, 1); }
function lit(value) { return Math.max(0, number(value, 'a colour')); }
function finite(values) { return values.every(Number.isFinite); }
function keep(owner, name, value) { N.keep(owner + '.' + name, value); }

class MaterialHandle {
  #at;
  constructor(key, id) { made(key, 'MaterialHandle'); this.#at = 'material.' + id; }
  setBaseColor(r, g, b, a) { this.#colour('setBaseColor', null, r, g, b, a, unit); }
  setEmissionColor(r, g, b, a) { this.#colour('setEmissionColor', null, r, g, b, a, lit); }
  setColor(property, r, g, b, a) { this.#colour('setColor', this.#property('setColor', property), r, g, b, a, lit); }
  setFloat(property, v) { this.#numbers('setFloat', property, [v]); }
  setFloat2(property, x, y) { this.#numbers('setFloat2', property, [x, y]); }
  setFloat3(property, x, y, z) { this.#numbers('setFloat3', property, x instanceof Vector3 ? [x.x, x.y, x.z] : [x, y, z]); }
  setFloat4(property, x, y, z, w) { this.#numbers('setFloat4', property, x instanceof Vector4 ? [x.x, x.y, x.z, x.w] : [x, y, z, w]); }
  setMatrix(property, matrix) {
    need(matrix, Float32Array, 'MaterialHandle.setMatrix');
    if (matrix.length !== 16) { throw new Error('MaterialHandle.setMatrix needs 16 numbers, and got ' + matrix.length); }
    this.#numbers('setMatrix', property, Array.from(matrix));
  }
  #property(method, property) {
    string(property, 'MaterialHandle.' + method);
    if (property.length > 64) { throw new Error('a property of a material has a name of at most 64 characters'); }
    return property;
  }
  #colour(method, property, r, g, b, a, bound) {
    if (loading) { return early('MaterialHandle.' + method); }
    var c = r instanceof Color ? [r.r, r.g, r.b, r.a] : [r, g, b, a];
    c.forEach(function (value) { number(value, 'MaterialHandle.' + method); });
    if (property !== null && !this.#world(method) || !finite(c)) { return; }
    keep(this.#at, property === null ? method : method + '.' + property, [bound(c[0]), bound(c[1]), bound(c[2]), unit(c[3])]);
  }
  #numbers(method, property, values) {
    if (loading) { return early('MaterialHandle.' + method); }
    this.#property(method, property);
    values.forEach(function (value) { number(value, 'MaterialHandle.' + method); });
    if (this.#world(method) && finite(values)) { keep(this.#at, method + '.' + property, values.length === 1 ? values[0] : values); }
  }
  #world(method) {
    if (info.craft) { warnOnce('MaterialHandle.' + method + ' is for world items only: ignored'); }
    return !info.craft;
  }
}

class ApiAudio {
  #at; #volume = 1;
  constructor(key, id) { made(key, 'ApiAudio'); this.#at = 'audio.' + id; }
  get volume() { return this.#volume; }
  set volume(v) { this.#volume = clamp(number(v, 'ApiAudio.volume'), 0, 2.5); keep(this.#at, 'volume', this.#volume); }
  play() { this.#do('play'); }
  stop() { this.#do('stop'); }
  attach(node) {
    if (loading) { return early('ApiAudio.attach'); }
    keep(this.#at, 'attached', need(node, SubNode, 'ApiAudio.attach').name);
  }
  attachToRoot() { if (loading) { return early('ApiAudio.attachToRoot'); } keep(this.#at, 'attached', null); }
  #do(what) { if (loading) { return early('ApiAudio.' + what); } keep(this.#at, 'playing', what === 'play'); N.trace('audio', this.#at.slice(6) + ' ' + what); }
}

class AudioLinkHandle {
  constructor(key) { made(key, 'AudioLinkHandle'); }
  setEnableAutogain(v) { this.#keep('autogain', flag(v)); }
  applySettings() { this.#keep('applied', true); }
  #keep(name, value) { AudioLinkHandle.keep(name, value); }
  static keep(name, value) {
    if (loading) { return early('AudioLinkHandle'); }
    if (!info.craft) { keep('audio-link', name, value); }
  }
}
[['setGain', 0, 2], ['setBass', 0, 2], ['setTreble', 0, 2], ['setCrossover0', 0, 0.168], ['setCrossover1', 0.242, 0.387],
  ['setCrossover2', 0.461, 0.628], ['setCrossover3', 0.704, 0.953], ['setThreshold0', 0, 1], ['setThreshold1', 0, 1],
  ['setThreshold2', 0, 1], ['setThreshold3', 0, 1], ['setFadeLength', 0, 1], ['setFadeExpFalloff', 0, 1],
  ['setAutogainDerate', 0.001, 1]].forEach(function (one) {
  AudioLinkHandle.prototype[one[0]] = function (v) {
    number(v, 'AudioLinkHandle.' + one[0]);
    if (Number.isFinite(v)) { AudioLinkHandle.keep(one[0], clamp(v, one[1], one[2])); }
  };
});

class HumanoidAnimation {
  #set;
  constructor(key, id) { made(key, 'HumanoidAnimation'); this.#set = N.animation(id) || [0, false]; }
  getSample(time) { number(time, 'HumanoidAnimation.getSample'); return new HumanoidPose(null, null, null); }
  getLength() { return this.#set[0]; }
  getIsLoop() { return this.#set[1]; }
}

// What item scripts may touch of each kind of component, beside `enabled`.
var COMPONENTS = {
  Animator: '', AudioSource: 'bypassEffects bypassListenerEffects bypassReverbZones dopplerLevel loop maxDistance minDistance mute panStereo pitch playOnAwake priority spatialize spatializePostEffects',
  Button: 'interactable transition', BoxCollider: 'center isTrigger size', SphereCollider: 'center isTrigger radius',
  CapsuleCollider: 'center height isTrigger radius', MeshCollider: 'convex isTrigger',
  Camera: 'allowMSAA backgroundColor depth farClipPlane fieldOfView focalLength forceIntoRenderTexture allowHDR lensShift nearClipPlane useOcclusionCulling orthographic orthographicSize stereoConvergence stereoSeparation',
  Canvas: 'overridePixelPerfect overrideSorting pixelPerfect planeDistance normalizedSortingGridSize', CanvasGroup: 'alpha blocksRaycasts ignoreParentGroups interactable',
  GridLayoutGroup: 'cellSize childAlignment constraint constraintCount spacing startAxis startCorner',
  HorizontalLayoutGroup: 'childAlignment childControlHeight childControlWidth childForceExpandHeight childForceExpandWidth childScaleHeight childScaleWidth reverseArrangement spacing',
  Image: 'color fillAmount fillCenter fillClockwise fillMethod fillOrigin maskable pixelsPerUnitMultiplier preserveAspect raycastPadding raycastTarget type useSpriteMesh',
  RawImage: 'color maskable raycastPadding raycastTarget', Text: 'text color maskable raycastPadding raycastTarget',
  MeshRenderer: 'receiveShadows rendererPriority sortingOrder',
  SkinnedMeshRenderer: 'receiveShadows rendererPriority skinnedMotionVectors sortingOrder updateWhenOffscreen',
  ParticleSystem: '', PlayableDirector: '', PositionConstraint: 'constraintActive translationAxis translationAtRest translationOffset weight',
  RotationConstraint: 'constraintActive rotationAxis rotationAtRest rotationOffset weight',
  ScaleConstraint: 'constraintActive scalingAxis scaleAtRest scaleOffset weight', PostProcessVolume: 'blendDistance isGlobal priority weight',
  RectTransform: 'anchorMax anchorMin anchoredPosition pivot localPosition localScale sizeDelta',
  Rigidbody: 'angularDrag drag isKinematic mass useGravity', Transform: 'localPosition localRotation localScale',
  VideoPlayer: 'sendFrameReadyEvents isLooping playOnAwake playbackSpeed skipOnDrop targetCameraAlpha waitForFirstFrame',
};
COMPONENTS.VerticalLayoutGroup = COMPONENTS.HorizontalLayoutGroup;
var PLAYABLE = ['PlayableDirector', 'AudioSource', 'ParticleSystem', 'VideoPlayer'];
var components = new Map();

function component(owner, type) {
  string(type, 'getUnityComponent');
  if (info.craft) { throw new Error('getUnityComponent is for world items only'); }
  if (!(type in COMPONENTS)) { warnOnce('getUnityComponent knows no component ' + JSON.stringify(type)); return null; }
  var at = owner + '.' + type, known = components.get(at);
  if (!known) { components.set(at, known = new Map()); }
  return new UnityComponent(KEY, at, type, known);
}

class UnityComponent {
  #at; #type;
  constructor(key, at, type, values) {
    made(key, 'UnityComponent');
    this.#at = at; this.#type = type;
    var allowed = ('enabled ' + COMPONENTS[type]).split(' ');
    readonly(this, 'unityProp', new Proxy({}, {
      get: function (target, name) {
        if (typeof name === 'symbol') { return undefined; }
        if (!allowed.includes(name)) { warnOnce(type + '.' + name + ' is not open to item scripts'); return null; }
        if (values.has(name)) { var kept = values.get(name); return kept && kept.clone ? kept.clone() : kept; }
        var given = N.kept(at + '.' + name);
        return given === undefined ? null : given;
      },
      set: function (target, name, value) {
        if (!allowed.includes(name)) { throw new Error(type + '.' + String(name) + ' is not open to item scripts'); }
        var ok = ['boolean', 'number', 'string'].includes(typeof value) || value instanceof Vector2 || value instanceof Vector3 ||
          value instanceof Vector4 || value instanceof Quaternion || value instanceof Color;
        if (!ok) { throw new Error(type + '.' + name + ' cannot be ' + word(value)); }
        values.set(name, value.clone ? value.clone() : value);
        keep(at, name, plain(value));
        return true;
      },
    }));
  }
  play() { this.#run('play', true); }
  stop() { this.#run('stop', false); }
  setTrigger(id) { this.#animate('setTrigger', id, true); }
  setBool(id, v) { this.#animate('setBool', id, flag(v)); }
  setInteger(id, v) { this.#animate('setInteger', id, Math.trunc(number(v, 'setInteger'))); }
  setFloat(id, v) { this.#animate('setFloat', id, number(v, 'setFloat')); }
  onClick(callback) { beta('UnityComponent.onClick'); throw new Error('UnityComponent.onClick is for buttons of a PlayerLocalObject only'); }
  #run(name, playing) {
    beta('UnityComponent.' + name);
    if (!PLAYABLE.includes(this.#type)) { throw new Error('a component ' + this.#type + ' cannot ' + name); }
    keep(this.#at, 'playing', playing);
  }
  #animate(name, id, value) {
    beta('UnityComponent.' + name);
    if (this.#type !== 'Animator') { throw new Error('only an Animator has ' + name); }
    keep(this.#at, string(id, name), value);
  }
}
[SubNode, MaterialHandle, ApiAudio, AudioLinkHandle, HumanoidAnimation, UnityComponent].forEach(function (type) { close(type); });
