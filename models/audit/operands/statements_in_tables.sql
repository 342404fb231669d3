-- What the prose says against the tables. A sentence often fits several printed figures: each is a way
-- of counting of its own, and one that agrees is enough.
with statements as (

    select * from {{ ref('statements_of_prose') }}
    where comparison is null and phase <> 'previous_year' and amount_yuan is not null

),

terms as (

    {{ terms_of('statements_in_tables') }}

),

figures as (

    select * from {{ ref('audit_figures') }}

),

told as (

    select
        terms.identity,
        statements.document_id,
        statements.figure_id as place_key,
        figures.figure_id as alternative,
        figures.figure_id as right_figure_id,
        -- a finer figure may have been cut, not rounded
        case
            when
                figures.half_unit_yuan < statements.half_unit_yuan
                and figures.amount_yuan - statements.amount_yuan between 0 and 2 * statements.half_unit_yuan
                then statements.figure_id || '/cut'
            else statements.figure_id
        end as left_figure_id
    from statements
    inner join terms
        on
            statements.concept = terms.concept
            and (terms.subject is null or statements.subject = terms.subject)
            and regexp_matches(coalesce(statements.funding_source, ''), coalesce(terms.purse_pattern, ''))
    inner join figures
        on
            statements.document_id = figures.document_id
            and statements.phase = figures.phase
            and terms.table_type = figures.table_type
            and terms.measure = figures.measure
            and (terms.nature is null or terms.nature = figures.nature)
            and (terms.funding_source is null or terms.funding_source = figures.funding_source)
            and regexp_matches(coalesce(figures.row_label, ''), coalesce(terms.row_pattern, ''))
            and (statements.concept <> 'expenditure_by_function' or statements.function_code = figures.function_code)
    where
        statements.unit in ('亿元', '万元', '元')
        -- a sentence that begins with its figure lost its words
        and statements.words_before <> ''
        -- what is said of an item under one nature of expenditure is not all of the item
        and not (
            statements.concept = 'expenditure_by_function'
            and regexp_matches(statements.words_before, '(人员|公用|专项业务)经费|(基本|项目)支出')
        )

)

select * from told
