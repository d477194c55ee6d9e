//! The one list of the platform's own configuration keys. Attributes and modules bring more.

use std::borrow::Cow;

use super::{Definition, Hierarchy, Kind, Scope};
use crate::platforms::gphud::dialect::Name;

macro_rules! keys {
    ($($since:ident: $key:literal $kind:ident $scope:ident $hierarchy:ident $templated:literal $permission:literal = $default:expr;)*) => {
        /// The platform's own configuration keys.
        pub static KEYS: &[Definition] = &[$(Definition {
            key: Cow::Borrowed($key),
            kind: Kind::$kind,
            scope: Scope::$scope,
            hierarchy: Hierarchy::$hierarchy,
            default: $default,
            permission: Cow::Borrowed($permission),
            templated: $templated,
            since: Name::$since,
        },)*];
    };
}

const VIEW_TEMPLATE: &str = "--NEWLINE--Character: --NAME----NEWLINE--Played by:--AVATAR--";
const LEVEL_TEXT: &str = concat!(
    "You have --TOTALXP-- XP making you level --LEVEL--.  ",
    "You have --ABILITYPOINTS-- ability points available to spend."
);

// The first dialect that has it, the key, its values, where it may be set, which of several counts, whether it is
// templated, the permission that is needed to set it, and its default.
keys! {
    Of2020: "Effects.ApplyMessage" Text Effect Delegating true "Effects.Edit" = "";
    Of2020: "Effects.RemoveMessage" Text Effect Delegating true "Effects.Edit" = "";
    Of2020: "Effects.EffectIcon" Uuid Effect Delegating false "Effects.Edit" = "b39860d0-8c5c-5d51-9dbf-3ef55dafe8a4";
    Of2020: "Effects.ShowEffect" Boolean Effect Delegating false "Effects.Edit" = "true";
    Of2020: "Events.ZoneStartMessage" Text Event None true "Events.Messages" = "";
    Of2020: "Events.BroadcastStartMessage" Text Event None true "Events.Messages" = "";
    Of2020: "Events.EventEntryMessage" Text Event None true "Events.Messages" = "";
    Of2020: "Events.EventExitMessage" Text Event None true "Events.Messages" = "";
    Of2020: "Events.ZoneStopMessage" Text Event None true "Events.Messages" = "";
    Of2020: "Events.BroadcastStopMessage" Text Event None true "Events.Messages" = "";
    Of2020: "Events.ThisEventXPLimit" Integer Event None false "Events.PerEventEventXP" = "0";
    Of2020: "Events.ThisEventXPMinutes" Integer Event None false "Events.PerEventEventXP" = "60";
    Of2020: "Events.EventXPPeriod" Float Instance None false "Events.EventXP" = "6.75";
    Of2020: "Events.EventXPLimit" Integer Instance None false "Events.EventXP" = "5";
    Of2020: "Experience.VisitXPPoints" Integer Instance None false "Experience.ConfigureVisitXP" = "1";
    Of2020: "Experience.VisitXPDuration" Integer Instance None false "Experience.ConfigureVisitXP" = "60";
    Of2020: "Experience.VisitXPPerCycle" Integer Instance None false "Experience.ConfigureVisitXP" = "1";
    Of2020: "Experience.LevelXPStep" Integer Instance None false "Experience.ConfigureLevels" = "6";
    Of2020: "Experience.XPCycleDays" Float Instance None false "Experience.ConfigureXP" = "6.75";
    Of2020: "Experience.LevelText" Text Complete Delegating true "Experience.ConfigureLevels" = LEVEL_TEXT;
    Of2020: "Experience.AbilityPoints" Integer NonSpatial Cumulative true "Experience.SetAbilityPoints" = "0";
    Head: "Experience.MaxLevel" Integer NonSpatial Cumulative false "Experience.ConfigureLevels" = "0";
    Head: "Experience.DisableAbilityPoints" Boolean Instance Delegating false "Experience.SetAbilityPoints" = "0";
    Of2020: "Faction.XPPerCycle" Integer NonSpatial Delegating false "Faction.Configure" = "5";
    Of2020: "Faction.XPCycleLength" Float NonSpatial Delegating false "Faction.Configure" = "6.75";
    Of2020: "GPHUDClient.SizeRatio" Float Complete Delegating false "GPHUDClient.config" = "2";
    Of2020: "GPHUDClient.Logo" Uuid Complete Delegating false "GPHUDClient.config" = "36c48d34-3d84-7b9a-9979-cda80cf1d96f";
    Of2020: "GPHUDClient.QuickButton1Texture" Uuid Complete Delegating false "GPHUDClient.config" = "4250c8ec-6dba-927b-f68f-000a456bd8ba";
    Of2020: "GPHUDClient.QuickButton2Texture" Uuid Complete Delegating false "GPHUDClient.config" = "eab5cd3c-ac2e-290b-df46-a53c9114f610";
    Of2020: "GPHUDClient.QuickButton3Texture" Uuid Complete Delegating false "GPHUDClient.config" = "d41ccbd1-1144-3788-14cc-5fc26f3da905";
    Of2020: "GPHUDClient.QuickButton4Texture" Uuid Complete Delegating false "GPHUDClient.config" = "5748decc-f629-461c-9a36-a35a221fe21f";
    Of2020: "GPHUDClient.QuickButton5Texture" Uuid Complete Delegating false "GPHUDClient.config" = "ffdaa452-d5cd-0203-de84-4f814732cff0";
    Of2020: "GPHUDClient.QuickButton6Texture" Uuid Complete Delegating false "GPHUDClient.config" = "b2aedfae-8401-441e-d9d1-b5b330bce411";
    Of2020: "GPHUDClient.HUDText" Text Complete Delegating true "GPHUDClient.EditHUDText" = "--NAME--";
    Of2020: "GPHUDClient.HUDColor" Color Complete Delegating true "GPHUDClient.config" = "<0.5,1.0,0.5>";
    Of2020: "GPHUDClient.TitlerText" Text Complete Delegating true "GPHUDClient.config" = "--NAME----NEWLINE----FACTION--";
    Of2020: "GPHUDClient.TitlerColor" Color Complete Delegating true "GPHUDClient.config" = "<1.0,1.0,1.0>";
    Of2020: "GPHUDClient.RPChannel" Integer Complete Delegating false "GPHUDClient.config" = "2";
    Of2020: "GPHUDClient.NamelessPrefix" Text Complete Delegating true "GPHUDClient.config" = "";
    Of2020: "GPHUDClient.HUDAltitude" Float Complete Delegating false "GPHUDClient.config" = "0";
    Of2020: "GPHUDClient.UIXMenus" Boolean Complete Delegating false "GPHUDClient.config" = "false";
    Of2020: "GPHUDClient.QBBalance" Boolean Complete Delegating false "GPHUDClient.config" = "false";
    Of2020: "GPHUDClient.OpenCommand" Boolean Complete Delegating false "GPHUDClient.config" = "false";
    Head: "GPHUDClient.TitlerAttachPoint" Integer Complete Delegating false "GPHUDClient.config" = "2";
    Of2020: "GPHUDClient.TitlerAltitude" Float Complete Delegating false "GPHUDClient.config" = "0.19";
    Of2020: "GPHUDServer.AutoAttach" Boolean Server Delegating false "GPHUDServer.Config" = "false";
    Of2020: "GPHUDServer.ParcelONLY" Boolean Server Delegating false "GPHUDServer.Config" = "false";
    Of2020: "GPHUDServer.DispenserMinimumZ" Float Server Delegating false "GPHUDServer.Config" = "0";
    Of2020: "GPHUDServer.DispenserMaximumZ" Float Server Delegating false "GPHUDServer.Config" = "9999";
    Of2020: "Health.allowreset" Boolean Complete Delegating false "Health.config" = "false";
    Of2020: "Health.initialhealth" Integer Complete Cumulative true "Health.config" = "10";
    Of2020: "Health.health" Integer Complete Delegating false "Health.sethealth" = "10";
    Of2020: "Health.allowNegative" Boolean Complete Delegating false "Health.config" = "false";
    Of2020: "Health.allowSelfSet" Boolean Complete Delegating false "Health.config" = "false";
    Of2020: "Instance.MOTD" Text Instance None true "Instance.SetMOTD" = "Welcome, --AVATAR--, you are connected as --NAME--";
    Of2020: "Instance.status" Text Instance None true "Instance.SetMOTD" = "";
    Of2020: "Instance.MaxCharacters" Integer Complete Cumulative true "Instance.ConfigureCharacters" = "1";
    Of2020: "Instance.CharacterSwitchEnabled" Boolean Complete Delegating false "Instance.ConfigureCharacters" = "false";
    Of2020: "Instance.AutoNameCharacter" Boolean Instance None false "Instance.ConfigureCharacters" = "true";
    Of2020: "Instance.ViewSelfTemplate" Text Complete Delegating true "Instance.EditCharacterSheets" = VIEW_TEMPLATE;
    Of2020: "Instance.ViewOtherTemplate" Text Complete Delegating true "Instance.EditCharacterSheets" = VIEW_TEMPLATE;
    Of2020: "Instance.ShowSelfTemplate" Text Complete Delegating true "Instance.EditCharacterSheets" = VIEW_TEMPLATE;
    Of2020: "Instance.CharInitScript" Text Instance None false "Instance.SetLoginScript" = "";
    Of2020: "Instance.AllowSelfRetire" Boolean Complete Delegating false "Instance.ConfigureCharacters" = "false";
    Of2020: "Instance.RunOnLogin" Command Complete Delegating false "Instance.SetLoginScript" = "";
    Of2020: "Instance.AllowedNamingSymbols" Text Instance None false "Instance.ConfigureCharacters" = "'-,.";
    Of2020: "Instance.FilteredNamingList" Text Instance None false "Instance.ConfigureCharacters" = "";
    Head: "Menus.MainMenuContainer" Text Complete Delegating false "Menus.Config" = "Main";
    Of2020: "Publishing.PublishGroups" Boolean Instance None false "Publishing.Config" = "false";
    Of2020: "Publishing.PublishStatus" Boolean Instance None false "Publishing.Config" = "false";
    Of2020: "Publishing.PublishStatusAndPlayers" Boolean Instance None false "Publishing.Config" = "false";
    Of2020: "Roller.defaultsides" Integer Complete Delegating true "Roller.config" = "100";
    Of2020: "Roller.defaultcount" Integer Complete Delegating true "Roller.config" = "1";
    Of2020: "Zoning.EntryMessage" Text Zone None true "Zoning.Config" = "";
}

/// The key of that exact name.
///
/// # Panics
/// If there is none, which a test rules out for every name in the code.
pub fn named(key: &'static str) -> &'static Definition {
    KEYS.iter()
        .find(|known| known.key == key)
        .unwrap_or_else(|| unreachable!("every key that the code names is listed"))
}
