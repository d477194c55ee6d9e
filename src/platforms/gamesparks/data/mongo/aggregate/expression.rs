//! Expressions: what a stage calculates from a document.

use std::rc::Rc;

use super::operators::Operator;
use crate::platforms::gamesparks::data::bson::{Bson, Document};
use crate::platforms::gamesparks::data::mongo::Problem;

/// An expression.
#[derive(Debug, Clone)]
pub(super) enum Expression {
    /// A value as it is.
    Value(Bson),
    /// What is under a path of a variable: `$a.b` is that of `$$CURRENT`.
    Path(Rc<str>, Vec<Box<str>>),
    /// A document of expressions.
    Document(Vec<(String, Expression)>),
    /// An array of expressions.
    Array(Vec<Expression>),
    /// An operator that takes its operands as values.
    Call(Operator, Vec<Expression>),
    /// `$cond`: the first condition that holds decides; the last one stands for all others.
    Branches(Vec<(Expression, Expression)>, Option<Box<Expression>>),
    /// `$and` (or, if false, `$or`).
    Logic(bool, Vec<Expression>),
    /// `$ifNull`.
    IfNull(Vec<Expression>),
    /// `$let`.
    Let(Vec<(Rc<str>, Expression)>, Box<Expression>),
    /// `$map`: input, name, result.
    Map(Box<Expression>, Rc<str>, Box<Expression>),
    /// `$filter`: input, name, condition.
    Filter(Box<Expression>, Rc<str>, Box<Expression>),
    /// `$reduce`: input, begin, result.
    Reduce(Box<Expression>, Box<Expression>, Box<Expression>),
}

/// What an expression can name.
#[derive(Debug, Clone)]
pub(super) struct Scope<'a> {
    name: &'a str,
    value: &'a Bson,
    outer: Option<&'a Scope<'a>>,
}

impl<'a> Scope<'a> {
    /// A document, as `$$ROOT` and `$$CURRENT`.
    pub(super) fn root(document: &'a Bson) -> Self {
        Self { name: "ROOT", value: document, outer: None }
    }

    fn with(&'a self, name: &'a str, value: &'a Bson) -> Self {
        Self { name, value, outer: Some(self) }
    }

    fn get(&self, name: &str) -> Option<&Bson> {
        let is_root = self.outer.is_none() && (name == "CURRENT" || name == "ROOT");
        if is_root || self.name == name { Some(self.value) } else { self.outer?.get(name) }
    }
}

type Found = Result<Option<Bson>, Problem>;

impl Expression {
    /// What it comes to; nothing if what it names is not there.
    pub(super) fn value(&self, scope: &Scope<'_>) -> Found {
        Ok(match self {
            Self::Value(value) => Some(value.clone()),
            Self::Path(variable, parts) => scope.get(variable).and_then(|value| along(value, parts)),
            Self::Document(members) => {
                let mut document = Document::with_capacity(members.len());
                for (name, member) in members {
                    if let Some(value) = member.value(scope)? {
                        document.insert(name.clone(), value);
                    }
                }
                Some(Bson::Document(document))
            }
            Self::Array(items) => {
                let items = items.iter().map(|item| item.or_null(scope));
                Some(Bson::Array(items.collect::<Result<_, _>>()?))
            }
            Self::Call(operator, operands) => {
                let operands = operands.iter().map(|operand| operand.value(scope)).collect::<Result<Vec<_>, _>>()?;
                operator.call(operands)?
            }
            Self::Branches(branches, otherwise) => {
                for (condition, then) in branches {
                    if condition.is_true(scope)? {
                        return then.value(scope);
                    }
                }
                match otherwise {
                    Some(otherwise) => otherwise.value(scope)?,
                    None => {
                        return Err(super::wrong(
                            "$switch could not find a matching branch for an input, and no default was specified.",
                        ));
                    }
                }
            }
            Self::Logic(all, operands) => {
                let mut result = *all;
                for operand in operands {
                    if operand.is_true(scope)? != *all {
                        result = !*all;
                        break;
                    }
                }
                Some(Bson::Bool(result))
            }
            Self::IfNull(operands) => {
                let (last, first) = operands.split_last().ok_or_else(|| super::wrong("$ifNull needs operands"))?;
                for operand in first {
                    if let Some(value) = operand.value(scope)?.filter(|value| !value.is_null()) {
                        return Ok(Some(value));
                    }
                }
                last.value(scope)?
            }
            Self::Let(variables, within) => {
                let values = variables.iter().map(|(_, value)| value.or_null(scope)).collect::<Result<Vec<_>, _>>()?;
                bound(scope, variables, &values, within)?
            }
            Self::Map(input, name, result) => match input.array(scope, "$map")? {
                None => Some(Bson::Null),
                Some(items) => {
                    let mapped = items.iter().map(|item| result.or_null(&scope.with(name, item)));
                    Some(Bson::Array(mapped.collect::<Result<_, _>>()?))
                }
            },
            Self::Filter(input, name, condition) => match input.array(scope, "$filter")? {
                None => Some(Bson::Null),
                Some(items) => {
                    let mut kept = Vec::new();
                    for item in items {
                        if condition.is_true(&scope.with(name, &item))? {
                            kept.push(item);
                        }
                    }
                    Some(Bson::Array(kept))
                }
            },
            Self::Reduce(input, begin, result) => match input.array(scope, "$reduce")? {
                None => Some(Bson::Null),
                Some(items) => {
                    let mut value = begin.or_null(scope)?;
                    for item in &items {
                        let so_far = scope.with("value", &value);
                        value = result.or_null(&so_far.with("this", item))?;
                    }
                    Some(value)
                }
            },
        })
    }

    /// What it comes to, where nothing is null.
    pub(super) fn or_null(&self, scope: &Scope<'_>) -> Result<Bson, Problem> {
        Ok(self.value(scope)?.unwrap_or(Bson::Null))
    }

    pub(super) fn is_true(&self, scope: &Scope<'_>) -> Result<bool, Problem> {
        Ok(self.value(scope)?.is_some_and(|value| value.is_truthy()))
    }

    fn array(&self, scope: &Scope<'_>, operator: &str) -> Result<Option<Vec<Bson>>, Problem> {
        match self.value(scope)? {
            Some(Bson::Array(items)) => Ok(Some(items)),
            None | Some(Bson::Null) => Ok(None),
            Some(other) => {
                Err(super::wrong(format!("input to {operator} must be an array not {}", other.type_name().0)))
            }
        }
    }
}

/// `within` with each variable bound to its value.
fn bound(scope: &Scope<'_>, variables: &[(Rc<str>, Expression)], values: &[Bson], within: &Expression) -> Found {
    match (variables.split_first(), values.split_first()) {
        (Some(((name, _), variables)), Some((value, values))) => {
            bound(&scope.with(name, value), variables, values, within)
        }
        _ => within.value(scope),
    }
}

/// What is along the path; of an array, what is along it in each element.
pub(super) fn along(value: &Bson, parts: &[Box<str>]) -> Option<Bson> {
    let Some((first, rest)) = parts.split_first() else { return Some(value.clone()) };
    match value {
        Bson::Document(document) => along(document.get(&**first)?, rest),
        Bson::Array(items) => Some(Bson::Array(
            items
                .iter()
                .filter_map(|item| match item {
                    Bson::Document(_) => along(item, parts),
                    _ => None,
                })
                .collect(),
        )),
        _ => None,
    }
}
