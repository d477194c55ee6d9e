//! The commands that exist and that no external application may call. They are known by name, so that they are answered as
//! the platform answers them: as denied, and not as unknown.

use super::{Access, Command, Dialects};

macro_rules! denied {
    ($($dialects:ident $module:literal: $($name:literal $($permission:literal)?),+;)*) => {
        /// The commands of all modules that are denied and do nothing here.
        pub const COMMANDS: &[Command] = &[$($(Command {
            name: concat!($module, ".", $name),
            permission: concat!($($permission)?),
            dialects: Dialects::$dialects,
            access: Access::Denied,
            ..Command::PLAIN
        },)+)*];
    };
}

// A name in second place is the permission that the command needs, as far as the list of permissions gives it away.
denied! {
    Both "Characters": "create", "deleteAttribute" "Characters.DeleteAttribute", "initialise", "look",
        "makeNPC" "Characters.MakeNPC", "rename" "Characters.ForceRename", "retireMe", "retireTarget" "Characters.Retire",
        "select", "show", "spendAbilityPoint", "view";
    Of2020 "Characters": "login", "logout";
    Both "Configuration": "disableModule" "Instance.ModuleEnablement", "enableModule" "Instance.ModuleEnablement";
    Head "Currency": "toggleTradable";
    Both "Effects": "createPage" "Effects.Create", "deletePage" "Effects.Delete", "show";
    Head "Effects": "setMetaDataPage";
    Both "GPHUDClient": "acceptRejectMessage", "call", "connect", "disconnect", "getMessage", "offerWebsite",
        "openWebsite", "postConnect", "quickButton1", "quickButton2", "quickButton3", "quickButton4", "quickButton5",
        "quickButton6", "setAltitude";
    Of2020 "GPHUDClient": "rx", "tx";
    Head "GPHUDClient": "resetTitler", "setHeight";
    Both "GPHUDServer": "register", "setRegionAvatars";
    Both "Groups": "create" "Groups.Create", "delete" "Groups.Delete";
    Both "Health": "healRoll", "healRollChance", "resetHealth";
    Both "Instance": "getDispenser" "Instance.ServerOperator", "getServer" "Instance.ServerOperator", "login",
        "setOwner" "Instance.OWNER";
    Head "Inventory": "destroyItem", "giveItem", "interact", "interactItem", "interactItemVerb", "moveItem";
    Both "ItemGiver": "get", "getGiver";
    Head "Items": "delete" "Items.delete", "deleteVerb" "Items.deleteverb", "edit" "Items.edit",
        "editInventories" "Items.editinventories";
    Both "Objects": "clicked", "collided", "connect" "Objects.Connect", "getDriver" "Objects.GetDriver";
    Head "Objects": "deleteObjectType" "Objects.ObjectTypes";
    Both "PermissionsGroups": "addPermission" "Instance.ManagePermissions", "create" "Instance.ManagePermissions",
        "delPermission" "Instance.ManagePermissions", "delete" "Instance.ManagePermissions", "eject", "invite",
        "setPermissions" "Instance.ManagePermissions";
    Both "Roller": "rollAgainst", "rollDamageAgainst", "rollDefault", "rollOnly", "rollRolledDamageAgainst";
    Both "Scripting": "characterResponse", "stringResponse";
    Both "Teleportation": "createLandmark" "Teleportation.CreateLandmark", "deleteLandmark" "Teleportation.DeleteLandmark",
        "go", "teleportTo";
    Both "User": "disableDeveloper" "User.SuperAdmin", "enableDeveloper" "User.SuperAdmin", "setPassword", "setTZ";
    Both "Zoning": "addVolume" "Zoning.Config", "create" "Zoning.Config", "delete" "Zoning.Config",
        "deleteVolume" "Zoning.Config", "zoneTransition";
}
