//! From an expression as it is written to an [`Expression`].

use std::rc::Rc;

use super::expression::Expression;
use super::operators::Operator;
use super::{only, wrong};
use crate::platforms::gamesparks::data::bson::{Bson, Document};
use crate::platforms::gamesparks::data::mongo::Problem;

/// The expression that `value` says.
pub(super) fn expression(value: &Bson) -> Result<Expression, Problem> {
    Ok(match value {
        Bson::Text(text) => path(text)?,
        Bson::Array(items) => Expression::Array(items.iter().map(expression).collect::<Result<_, _>>()?),
        Bson::Document(document) => match document.first() {
            Some((name, operand)) if name.starts_with('$') => {
                if document.len() > 1 {
                    let message =
                        "an expression specification must contain exactly one field, the name of the expression";
                    return Err(wrong(message));
                }
                call(name, operand)?
            }
            _ => {
                let member = |(name, value): (&String, &Bson)| Ok((name.clone(), expression(value)?));
                Expression::Document(document.iter().map(member).collect::<Result<_, Problem>>()?)
            }
        },
        other => Expression::Value(other.clone()),
    })
}

fn path(text: &str) -> Result<Expression, Problem> {
    let split = |path: &str| path.split('.').map(Into::into).collect::<Vec<Box<str>>>();
    if let Some(variable) = text.strip_prefix("$$") {
        let (name, rest) = variable.split_once('.').map_or((variable, None), |(name, rest)| (name, Some(rest)));
        if name.is_empty() {
            return Err(wrong("empty variable names are not allowed"));
        }
        return Ok(match name {
            // What is decided with these words.
            "DESCEND" | "PRUNE" | "KEEP" => Expression::Value(Bson::Text(text.to_owned())),
            _ => Expression::Path(name.into(), rest.map(split).unwrap_or_default()),
        });
    }
    match text.strip_prefix('$') {
        Some("") => Err(wrong("'$' by itself is not a valid FieldPath")),
        Some(path) => Ok(Expression::Path("CURRENT".into(), split(path))),
        None => Ok(Expression::Value(Bson::from(text))),
    }
}

fn call(name: &str, operand: &Bson) -> Result<Expression, Problem> {
    let operands = || match operand {
        Bson::Array(items) => items.iter().map(expression).collect::<Result<Vec<_>, _>>(),
        other => Ok(vec![expression(other)?]),
    };
    Ok(match name {
        "$literal" => Expression::Value(operand.clone()),
        "$and" => Expression::Logic(true, operands()?),
        "$or" => Expression::Logic(false, operands()?),
        "$ifNull" => Expression::IfNull(operands()?),
        "$cond" => condition(operand)?,
        "$switch" => switch(named(name, operand)?)?,
        "$let" => {
            let parts = named(name, operand)?;
            let variables = parts.get("vars").and_then(Bson::as_document);
            let variables = variables.ok_or_else(|| missing(name, "vars"))?;
            let variable = |(name, value): (&String, &Bson)| Ok((Rc::from(name.as_str()), expression(value)?));
            Expression::Let(variables.iter().map(variable).collect::<Result<_, Problem>>()?, part(name, parts, "in")?)
        }
        "$map" => {
            let parts = named(name, operand)?;
            Expression::Map(part(name, parts, "input")?, variable(parts), part(name, parts, "in")?)
        }
        "$filter" => {
            let parts = named(name, operand)?;
            Expression::Filter(part(name, parts, "input")?, variable(parts), part(name, parts, "cond")?)
        }
        "$reduce" => {
            let parts = named(name, operand)?;
            Expression::Reduce(
                part(name, parts, "input")?,
                part(name, parts, "initialValue")?,
                part(name, parts, "in")?,
            )
        }
        "$dateToString" => {
            let parts = named(name, operand)?;
            let format = parts.get("format").cloned().unwrap_or_else(|| Bson::from("%Y-%m-%dT%H:%M:%S.%LZ"));
            let operator = Operator::named(name)?;
            Expression::Call(operator, vec![Expression::Value(format), *part(name, parts, "date")?])
        }
        "$zip" => {
            let parts = named(name, operand)?;
            Expression::Call(Operator::named(name)?, vec![*part(name, parts, "inputs")?])
        }
        other => {
            let operator = Operator::named(other)?;
            let operands = operands()?;
            operator.check(operands.len())?;
            Expression::Call(operator, operands)
        }
    })
}

fn named<'a>(name: &str, operand: &'a Bson) -> Result<&'a Document, Problem> {
    operand.as_document().ok_or_else(|| wrong(format!("{name} only supports an object as its argument")))
}

fn missing(name: &str, part: &str) -> Problem {
    wrong(format!("Missing '{part}' parameter to {name}"))
}

fn part(name: &str, parts: &Document, which: &str) -> Result<Box<Expression>, Problem> {
    expression(parts.get(which).ok_or_else(|| missing(name, which))?).map(Box::new)
}

fn variable(parts: &Document) -> Rc<str> {
    parts.get("as").and_then(Bson::as_text).unwrap_or("this").into()
}

fn condition(operand: &Bson) -> Result<Expression, Problem> {
    let (when, then, otherwise) = match operand {
        Bson::Array(parts) => match &parts[..] {
            [when, then, otherwise] => (when, then, otherwise),
            _ => {
                return Err(wrong(format!(
                    "Expression $cond takes exactly 3 arguments. {} were passed in.",
                    parts.len()
                )));
            }
        },
        Bson::Document(parts) => {
            let get = |part: &str| parts.get(part).ok_or_else(|| missing("$cond", part));
            (get("if")?, get("then")?, get("else")?)
        }
        _ => return Err(wrong("Expression $cond takes exactly 3 arguments. 1 were passed in.")),
    };
    let branches = vec![(expression(when)?, expression(then)?)];
    Ok(Expression::Branches(branches, Some(Box::new(expression(otherwise)?))))
}

fn switch(parts: &Document) -> Result<Expression, Problem> {
    let branches = parts.get("branches").and_then(Bson::as_array).ok_or_else(|| missing("$switch", "branches"))?;
    let branch = |branch: &Bson| {
        let branch = branch.as_document().ok_or_else(|| wrong("$switch expected each branch to be an object"))?;
        Ok((*part("$switch", branch, "case")?, *part("$switch", branch, "then")?))
    };
    let otherwise = parts.get("default").map(expression).transpose()?.map(Box::new);
    Ok(Expression::Branches(branches.iter().map(branch).collect::<Result<_, Problem>>()?, otherwise))
}

/// The name and operand of an accumulator: `{ $sum: "$a" }`.
pub(super) fn accumulator(value: &Bson) -> Option<(&str, &Bson)> {
    only(value.as_document()?).filter(|(name, _)| name.starts_with('$'))
}
