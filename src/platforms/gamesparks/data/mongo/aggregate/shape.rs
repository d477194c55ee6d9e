//! `$project` and `$addFields`: documents of another shape.

use indexmap::IndexMap;

use super::expression::{Expression, Scope};
use super::parse::expression;
use super::wrong;
use crate::platforms::gamesparks::data::bson::{Bson, Document};
use crate::platforms::gamesparks::data::mongo::Problem;

/// The shape of documents.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    tree: Tree,
    /// What becomes of members that are not named.
    keeps_others: bool,
    id: Option<bool>,
}

type Tree = IndexMap<String, Part>;

#[derive(Debug, Clone)]
enum Part {
    Include,
    Exclude,
    Compute(Expression),
    Within(Tree),
}

impl Shape {
    /// What `$project` says.
    pub(super) fn project(spec: &Document) -> Result<Self, Problem> {
        if spec.is_empty() {
            return Err(wrong("specification must have at least one field"));
        }
        let mut shape = Self { tree: Tree::new(), keeps_others: false, id: None };
        for (name, value) in spec {
            match value {
                Bson::Bool(_) | Bson::Int(_) | Bson::Long(_) | Bson::Double(_) if name == "_id" => {
                    shape.id = Some(value.is_truthy());
                }
                other => put(&mut shape.tree, name, part(other, true)?)?,
            }
        }
        let (includes, excludes) = count(&shape.tree);
        if includes && excludes {
            return Err(wrong("Bad projection specification, cannot mix inclusion and exclusion"));
        }
        shape.keeps_others = excludes || (!includes && shape.id == Some(false));
        Ok(shape)
    }

    /// What `$addFields` says.
    pub(super) fn add(spec: &Document) -> Result<Self, Problem> {
        let mut shape = Self { tree: Tree::new(), keeps_others: true, id: None };
        for (name, value) in spec {
            put(&mut shape.tree, name, part(value, false)?)?;
        }
        Ok(shape)
    }

    pub(super) fn apply(&self, document: &Document) -> Result<Document, Problem> {
        let root = Bson::Document(document.clone());
        let scope = Scope::root(&root);
        let mut made = Document::new();
        if let Some(id) = document.get("_id").filter(|_| self.id != Some(false) && !self.tree.contains_key("_id")) {
            made.insert("_id".to_owned(), id.clone());
        }
        self.members(&self.tree, document, &scope, &mut made, true)?;
        Ok(made)
    }

    fn members(
        &self,
        tree: &Tree,
        document: &Document,
        scope: &Scope<'_>,
        made: &mut Document,
        at_root: bool,
    ) -> Result<(), Problem> {
        for (name, value) in document {
            if at_root && name == "_id" && !tree.contains_key("_id") {
                continue;
            }
            let member = match tree.get(name) {
                None if self.keeps_others => Some(value.clone()),
                Some(Part::Include) => Some(value.clone()),
                // In its place, so that what is replaced stays where it was.
                Some(Part::Compute(expression)) if self.keeps_others => expression.value(scope)?,
                Some(Part::Within(tree)) => self.within(tree, value, scope)?,
                None | Some(Part::Exclude | Part::Compute(_)) => None,
            };
            if let Some(member) = member {
                made.insert(name.clone(), member);
            }
        }
        for (name, part) in tree {
            if made.contains_key(name) {
                continue;
            }
            match part {
                Part::Compute(expression) => {
                    if let Some(value) = expression.value(scope)? {
                        made.insert(name.clone(), value);
                    }
                }
                Part::Within(tree) if !document.contains_key(name) && computes(tree) => {
                    let mut inner = Document::new();
                    self.members(tree, &Document::new(), scope, &mut inner, false)?;
                    made.insert(name.clone(), Bson::Document(inner));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn within(&self, tree: &Tree, value: &Bson, scope: &Scope<'_>) -> Result<Option<Bson>, Problem> {
        Ok(match value {
            Bson::Document(document) => {
                let mut inner = Document::new();
                self.members(tree, document, scope, &mut inner, false)?;
                Some(Bson::Document(inner))
            }
            Bson::Array(items) => {
                let items = items.iter().map(|item| self.within(tree, item, scope)).filter_map(Result::transpose);
                Some(Bson::Array(items.collect::<Result<_, _>>()?))
            }
            _ if computes(tree) => {
                let mut inner = Document::new();
                self.members(tree, &Document::new(), scope, &mut inner, false)?;
                Some(Bson::Document(inner))
            }
            other => self.keeps_others.then(|| other.clone()),
        })
    }
}

/// What is said of one member; with `flags`, numbers and truths say whether it is given.
fn part(value: &Bson, flags: bool) -> Result<Part, Problem> {
    Ok(match value {
        Bson::Bool(_) | Bson::Int(_) | Bson::Long(_) | Bson::Double(_) if flags => {
            if value.is_truthy() {
                Part::Include
            } else {
                Part::Exclude
            }
        }
        Bson::Document(members) if !members.is_empty() && !members.keys().any(|name| name.starts_with('$')) => {
            let mut tree = Tree::new();
            for (name, value) in members {
                put(&mut tree, name, part(value, flags)?)?;
            }
            Part::Within(tree)
        }
        other => Part::Compute(expression(other)?),
    })
}

fn put(tree: &mut Tree, path: &str, part: Part) -> Result<(), Problem> {
    match path.split_once('.') {
        None if path.is_empty() || path.starts_with('$') => {
            Err(wrong(format!("FieldPath field names may not be empty or start with '$': {path}")))
        }
        None => {
            tree.insert(path.to_owned(), part);
            Ok(())
        }
        Some((first, rest)) => match tree.entry(first.to_owned()).or_insert_with(|| Part::Within(Tree::new())) {
            Part::Within(inner) => put(inner, rest, part),
            _ => Err(wrong(format!("specification contains two conflicting paths: {path}"))),
        },
    }
}

/// Whether anything is included or computed, and whether anything is excluded.
fn count(tree: &Tree) -> (bool, bool) {
    tree.values().fold((false, false), |(includes, excludes), part| match part {
        Part::Include | Part::Compute(_) => (true, excludes),
        Part::Exclude => (includes, true),
        Part::Within(inner) => {
            let (more_includes, more_excludes) = count(inner);
            (includes || more_includes, excludes || more_excludes)
        }
    })
}

fn computes(tree: &Tree) -> bool {
    tree.values().any(|part| match part {
        Part::Compute(_) => true,
        Part::Within(inner) => computes(inner),
        Part::Include | Part::Exclude => false,
    })
}
