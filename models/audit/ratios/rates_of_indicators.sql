-- Indicators of self-evaluations that are rates of the form's own totals, or of those of the body's other
-- document of the year.
with cells as (

    select * from {{ ref('stg_cells') }}

),

forms as (

    select * from {{ ref('int_tables') }}
    where table_type in ('overall_self_evaluation', 'project_self_evaluation')

),

figures as (

    select * from {{ ref('audit_figures') }}

),

terms as (

    {{ terms_of('rates_of_indicators', 'rates_of_execution') }}

),

bodies as (

    select * from {{ ref('int_bodies') }}

),

term_figures as (

    select
        bodies.document_id,
        terms.identity,
        terms.side,
        terms.sign,
        figures.figure_id
    from bodies
    inner join bodies as siblings
        on bodies.unit_id = siblings.unit_id and bodies.fiscal_year = siblings.fiscal_year
    cross join terms
    inner join figures
        on
            siblings.document_id = figures.document_id
            and {{ same_by('terms', 'figures', 'table_type', 'measure', 'phase') }}
    qualify
        row_number() over (
            partition by bodies.document_id, terms.identity, terms.side, terms.sign
            order by bodies.document_id <> siblings.document_id, figures.table_no, figures.row_no, figures.column_no
        ) = 1

),

required as (

    select
        identity,
        count(*) as term_count
    from terms
    group by all

),

indicator_terms as (

    select
        term_figures.document_id,
        term_figures.identity,
        list(term_figures.figure_id order by term_figures.sign) filter (where term_figures.side = 'left') as part_ids,
        list(term_figures.sign order by term_figures.sign) filter (where term_figures.side = 'left') as part_signs,
        any_value(term_figures.figure_id) filter (where term_figures.side = 'base') as base_id
    from term_figures
    inner join required on term_figures.identity = required.identity
    group by term_figures.document_id, term_figures.identity, required.term_count
    having count(*) = required.term_count

),

indicators as (

    select
        cells.*,
        indicator_terms.identity,
        indicator_terms.part_ids,
        indicator_terms.part_signs,
        indicator_terms.base_id,
        forms.table_title,
        labels.text_key as rate_name
    from cells as labels
    inner join forms on {{ same_table('labels', 'forms') }}
    inner join terms on regexp_full_match(labels.text_key, terms.label_pattern)
    inner join indicator_terms
        on labels.document_id = indicator_terms.document_id and terms.identity = indicator_terms.identity
    -- the target stands before the outcome, which is a bare percentage
    inner join cells on {{ same_row('labels', 'cells') }} and labels.column_no + 2 = cells.column_no
    where terms.side = 'base'

)

select * from indicators
