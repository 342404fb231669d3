-- Rates that self-evaluations print, with what each gives of the amount it is a rate of: the execution
-- beside a row of amounts, and indicators made of the form's totals. A printed rate may miss by its
-- whole last digit; 0 % beside money that was spent was never filled in.
with cells as (

    select * from {{ ref('stg_cells') }}

),

forms as (

    select
        document_id,
        table_no,
        table_type,
        table_title
    from {{ ref('int_tables') }}
    where table_type in ('overall_self_evaluation', 'project_self_evaluation')

),

figures as (

    select * from {{ ref('audit_figures') }}

),

terms as (

    select * from {{ ref('rate_terms') }}

),

bodies as (

    select * from {{ ref('int_bodies') }}

),

rate_columns as (

    select
        document_id,
        table_no,
        column_no
    from {{ ref('int_columns') }}
    where role = 'ratio' and regexp_matches(column_path, '执行率')

),

execution_rates as (

    select
        'self_evaluation_execution' as identity,
        cells.document_id,
        cells.page,
        cells.table_no,
        cells.row_no,
        cells.column_no,
        cells.text_key,
        cells.second_text_key,
        forms.table_title,
        executed.row_label as rate_name,
        [executed.figure_id] as part_ids,
        [1] as part_signs,
        adjusted.figure_id as base_id
    from cells
    inner join rate_columns
        on
            cells.document_id = rate_columns.document_id
            and cells.table_no = rate_columns.table_no
            and cells.column_no = rate_columns.column_no
    inner join forms on cells.document_id = forms.document_id and cells.table_no = forms.table_no
    inner join figures as executed
        on
            cells.document_id = executed.document_id
            and cells.table_no = executed.table_no
            and cells.row_no = executed.row_no
            and executed.phase = 'final'
    inner join figures as adjusted
        on
            cells.document_id = adjusted.document_id
            and cells.table_no = adjusted.table_no
            and cells.row_no = adjusted.row_no
            and adjusted.phase = 'adjusted'

),

-- what a term of an indicator is, in the document or in the body's other document of the year
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
            and terms.table_type = figures.table_type
            and terms.measure = figures.measure
            and terms.phase = figures.phase
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
        indicator_terms.identity,
        cells.document_id,
        cells.page,
        cells.table_no,
        cells.row_no,
        cells.column_no,
        cells.text_key,
        cells.second_text_key,
        forms.table_title,
        labels.text_key as rate_name,
        indicator_terms.part_ids,
        indicator_terms.part_signs,
        indicator_terms.base_id
    from cells as labels
    inner join forms on labels.document_id = forms.document_id and labels.table_no = forms.table_no
    inner join terms on regexp_full_match(labels.text_key, terms.label_pattern)
    inner join indicator_terms
        on labels.document_id = indicator_terms.document_id and terms.identity = indicator_terms.identity
    -- the target stands before the outcome, which is a bare percentage
    inner join cells
        on
            labels.document_id = cells.document_id
            and labels.table_no = cells.table_no
            and labels.row_no = cells.row_no
            and labels.column_no + 2 = cells.column_no
    where terms.side = 'base'

),

found as (

    select * from execution_rates
    union all by name
    select * from indicators

),

rated as (

    select
        found.*,
        bases.amount_yuan as base_yuan,
        bases.half_unit_yuan as base_half_yuan,
        bases.quotation as base_quotation,
        regexp_extract(found.text_key, '^([0-9]+(?:[.][0-9]+)?)%?$', 1) as rate_text,
        concat_ws('/', found.document_id, found.table_no, found.row_no, found.column_no, found.identity) as rate_id
    from found
    inner join figures as bases on found.base_id = bases.figure_id
    where bases.amount_yuan > 0

),

derived as (

    select
        identity,
        document_id,
        page,
        table_no,
        row_no,
        column_no,
        text_key,
        second_text_key,
        part_ids,
        part_signs,
        base_id,
        rate_id as place_key,
        concat_ws('×', rate_id, base_id) as figure_id,
        (rate_text::decimal(18, 6) * base_yuan / 100)::decimal(24, 4) as amount_yuan,
        (
            (
                rate_text::decimal(18, 6) * base_half_yuan
                + base_yuan * power(10, -{{ printed_decimals('rate_text') }})
            ) / 100
        )::decimal(24, 8) as half_unit_yuan,
        concat_ws(' › ', table_title, '第' || row_no || '行 ' || rate_name) as locator,
        concat(table_title, ' 第', row_no, '行 ', rate_name, ' ', text_key, ' × (', base_quotation, ')') as quotation
    from rated
    where rate_text <> '' and rate_text::decimal(18, 6) > 0

)

select * from derived
