// What few scripts need: ids, poses, enumerations, effects on the camera. The large ones are made when they are first used.

class ItemTemplateId { #id; constructor(id) { this.#id = string(id, 'ItemTemplateId'); } static text(it) { return it.#id; } }
class WorldItemTemplateId { #id; constructor(id) { this.#id = string(id, 'WorldItemTemplateId'); } static text(it) { return it.#id; } }
class ExternalEndpointId { #id; constructor(id) { this.#id = string(id, 'new ExternalEndpointId'); } static text(it) { return it.#id; } }
var idText = { template: ItemTemplateId.text, world: WorldItemTemplateId.text, endpoint: ExternalEndpointId.text };
delete ItemTemplateId.text; delete WorldItemTemplateId.text; delete ExternalEndpointId.text;

// An object as plain values, for what is only kept.
function plain(value) {
  if (value === null || typeof value !== 'object') { return value; }
  if (Array.isArray(value)) { return value.map(plain); }
  var copy = {};
  Object.keys(value).forEach(function (key) { if (value[key] !== undefined) { copy[key] = plain(value[key]); } });
  return copy;
}

class HumanoidPose {
  constructor(centerPosition, centerRotation, muscles) {
    this.centerPosition = centerPosition === undefined ? null : centerPosition;
    this.centerRotation = centerRotation === undefined ? null : centerRotation;
    this.muscles = muscles === undefined ? null : muscles;
  }
}
class Muscles {
  constructor() { for (var name of muscleNames()) { this[name] = undefined; } }
}
var muscleList = null;
function muscleNames() {
  if (muscleList) { return muscleList; }
  var list = muscleList = [];
  var add = function (starts, ends) { starts.forEach(function (start) { ends.forEach(function (end) { list.push(start + end); }); }); };
  add(['spine', 'chest', 'upperChest'], ['FrontBack', 'LeftRight', 'TwistLeftRight']);
  add(['neck', 'head'], ['NodDownUp', 'TiltLeftRight', 'TurnLeftRight']);
  add(['leftEye', 'rightEye'], ['DownUp', 'InOut']);
  list.push('jawClose', 'jawLeftRight');
  add(['left', 'right'], ['UpperLegFrontBack', 'UpperLegInOut', 'UpperLegTwistInOut', 'LowerLegStretch', 'LowerLegTwistInOut', 'FootUpDown',
    'FootTwistInOut', 'ToesUpDown', 'ShoulderDownUp', 'ShoulderFrontBack', 'ArmDownUp', 'ArmFrontBack', 'ArmTwistInOut', 'ForearmStretch',
    'ForearmTwistInOut', 'HandDownUp', 'HandInOut']);
  ['left', 'right'].forEach(function (side) {
    add(['Thumb', 'Index', 'Middle', 'Ring', 'Little'].map(function (finger) { return side + finger; }), ['1Stretched', 'Spread', '2Stretched', '3Stretched']);
  });
  return list;
}

function count(names, from) {
  var object = {};
  names.forEach(function (name, at) { object[name] = at + from; });
  return Object.freeze(object);
}
var enums = {
  TextInputStatus: function () { return count(['Success', 'Busy', 'Refused'], 1); },
  PurchaseRequestStatus: function () { return count(['Unknown', 'Purchased', 'Busy', 'UserCanceled', 'NotAvailable', 'Failed'], 0); },
  EventRole: function () { return count(['Staff', 'Guest', 'Audience'], 1); },
  TextAlignment: function () { return count(['Left', 'Center', 'Right'], 0); },
  TextAnchor: function () {
    return count(['UpperLeft', 'UpperCenter', 'UpperRight', 'MiddleLeft', 'MiddleCenter', 'MiddleRight', 'LowerLeft', 'LowerCenter', 'LowerRight'], 0);
  },
  HumanoidBone: function () {
    var names = ['Hips', 'LeftUpperLeg', 'RightUpperLeg', 'LeftLowerLeg', 'RightLowerLeg', 'LeftFoot', 'RightFoot', 'Spine', 'Chest', 'Neck',
      'Head', 'LeftShoulder', 'RightShoulder', 'LeftUpperArm', 'RightUpperArm', 'LeftLowerArm', 'RightLowerArm', 'LeftHand', 'RightHand',
      'LeftToes', 'RightToes', 'LeftEye', 'RightEye', 'Jaw'];
    ['Left', 'Right'].forEach(function (side) {
      ['Thumb', 'Index', 'Middle', 'Ring', 'Little'].forEach(function (finger) {
        ['Proximal', 'Intermediate', 'Distal'].forEach(function (bone) { names.push(side + finger + bone); });
      });
    });
    names.push('UpperChest');
    return count(names, 0);
  },
};

// Each effect with its properties: a range, a kind of value, or as many numbers as there are names.
var EFFECTS = {
  grain: { colored: 'flag', intensity: [0, 1], size: [0.3, 3], luminanceContribution: [0, 1] },
  bloom: { intensity: [0], threshold: [0], clamp: [0], softKnee: [0, 1], anamorphicRatio: [-1, 1], color: 'color' },
  chromaticAberration: { intensity: [0, 1] },
  colorGrading: { temperature: [-100, 100], tint: [-100, 100], saturation: [-100, 100], brightness: [-100, 100], contrast: [-100, 100],
    hueShift: [-180, 180], colorFilter: 'color', channelMixerRed: 'mixer', channelMixerGreen: 'mixer', channelMixerBlue: 'mixer',
    lift: 'four', gamma: 'four', gain: 'four' },
  depthOfField: { focusDistance: [0.1], aperture: [0.05, 32], focalLength: [1, 300] },
  lensDistortion: { intensity: [-100, 100], xMultiplier: [0, 1], yMultiplier: [0, 1], centerX: [-1, 1], centerY: [-1, 1], scale: [0.01, 5] },
  motionBlur: { shutterAngle: [0, 360], sampleCount: [4, 32] },
  vignette: { color: 'color', center: 'two', intensity: [0, 1], smoothness: [0.01, 1], roundness: [0, 1], rounded: 'flag' },
  fog: { color: 'color', mode: ['Linear', 'Exponential', 'ExponentialSquared'], start: [-Infinity], end: [-Infinity], density: [0] },
};
class EffectProperty {
  #kind; #value;
  constructor(key, kind) { made(key, 'a property of an effect'); this.#kind = kind; this.#value = null; }
  setValue(...values) {
    var kind = this.#kind, many = { color: 4, four: 4, mixer: 3, two: 2 }[kind];
    if (kind === 'flag') { this.#value = flag(values[0]); return; }
    if (Array.isArray(kind) && typeof kind[0] === 'string') { this.#value = kind.includes(values[0]) ? values[0] : null; return; }
    if (many) {
      var range = kind === 'mixer' ? [-200, 200] : [-Infinity, Infinity];
      this.#value = Array.from({ length: many }, function (none, at) {
        var one = kind === 'color' && at === 3 && values.length === 3 ? 1 : values[at];
        return clamp(number(one, 'setValue'), range[0], range[1]);
      });
      return;
    }
    this.#value = clamp(number(values[0], 'setValue'), kind[0], kind.length > 1 ? kind[1] : Infinity);
  }
  clear() { this.#value = null; }
  static value(it) { return it.#value; }
}
var effectValue = EffectProperty.value;
delete EffectProperty.value;
class PostProcessEffects {
  constructor() {
    for (var name of Object.keys(EFFECTS)) {
      var effect = { active: false, enabled: new EffectProperty(KEY, 'flag') };
      for (var property of Object.keys(EFFECTS[name])) { effect[property] = new EffectProperty(KEY, EFFECTS[name][property]); }
      readonly(this, name, effect);
    }
  }
  values() {
    var all = {};
    for (var name of Object.keys(EFFECTS)) {
      if (!this[name].active) { continue; }
      all[name] = {};
      for (var property of Object.keys(this[name])) {
        var value = property === 'active' ? null : effectValue(this[name][property]);
        if (value !== null) { all[name][property] = value; }
      }
    }
    return all;
  }
}
