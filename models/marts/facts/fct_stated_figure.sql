-- The prose of the documents that speak for their disclosure; that of superseded ones stays in
-- stated_figures.
with stated as (

    select * from {{ ref('stated_figures') }}

),

disclosures as (

    select * from {{ ref('int_disclosures') }}
    where is_current

),

current_figures as (

    select
        stated.document_id,
        stated.department_id,
        stated.section_no,
        stated.section_title,
        stated.page,
        stated.line_no,
        stated.figure_page,
        stated.figure_line_no,
        stated.sentence,
        stated.concept,
        stated.subject,
        stated.funding_source,
        stated.function_code,
        stated.economic_code,
        stated.phase,
        stated.comparison,
        stated.direction,
        stated.printed_text,
        stated.unit,
        stated.reason,
        stated.value,
        stated.printed_decimals,
        stated.stated_figure_id,
        stated.amount_yuan,
        stated.half_unit_yuan,
        stated.route
    from stated
    inner join disclosures on stated.document_id = disclosures.document_id

)

select * from current_figures
