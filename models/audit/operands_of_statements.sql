-- What the prose says against the tables, and against itself. A sentence often fits several printed
-- figures: each is a way of counting of its own, and one that agrees is enough.
with statements as (

    select * from {{ ref('statements_of_prose') }}

),

terms as (

    select * from {{ ref('statement_terms') }}

),

figures as (

    select * from {{ ref('audit_figures') }}

),

ratios as (

    select * from {{ ref('statements_of_ratios') }}

),

tables as (

    select * from {{ ref('int_tables') }}

),

plain as (

    select * from statements
    where comparison is null and phase <> 'previous_year' and amount_yuan is not null

),

told as (

    select
        terms.identity,
        plain.document_id,
        plain.figure_id as place_key,
        -- a finer figure may have been cut, not rounded
        case
            when
                figures.half_unit_yuan < plain.half_unit_yuan
                and figures.amount_yuan - plain.amount_yuan between 0 and 2 * plain.half_unit_yuan
                then plain.figure_id || '/cut'
            else plain.figure_id
        end as left_figure_id,
        figures.figure_id as right_figure_id
    from plain
    inner join terms
        on
            plain.concept = terms.concept
            and (terms.subject is null or plain.subject = terms.subject)
            and regexp_matches(coalesce(plain.funding_source, ''), coalesce(terms.purse_pattern, ''))
    inner join figures
        on
            plain.document_id = figures.document_id
            and plain.phase = figures.phase
            and terms.table_type = figures.table_type
            and terms.measure = figures.measure
            and (terms.nature is null or terms.nature = figures.nature)
            and (terms.funding_source is null or terms.funding_source = figures.funding_source)
            and regexp_matches(coalesce(figures.row_label, ''), coalesce(terms.row_pattern, ''))
            and (plain.concept <> 'expenditure_by_function' or plain.function_code = figures.function_code)
    where
        plain.unit in ('亿元', '万元', '元')
        -- a sentence that begins with its figure lost its words
        and plain.words_before <> ''
        -- what is said of an item under one nature of expenditure is not all of the item
        and not (
            plain.concept = 'expenditure_by_function'
            and regexp_matches(plain.words_before, '(人员|公用|专项业务)经费|(基本|项目)支出')
        )

),

spoken as (

    select
        terms.identity,
        statements.document_id,
        statements.figure_id as place_key,
        statements.figure_id as left_figure_id,
        coalesce(
            arg_max(
                figures.figure_id,
                (abs(figures.amount_yuan), -figures.table_no, -figures.row_no, -figures.column_no)
            ) filter (where figures.amount_yuan is not null),
            concat_ws('/', statements.document_id, min(tables.table_no), 'empty')
        ) as right_figure_id
    from statements
    inner join terms on statements.concept = terms.concept and statements.subject = terms.subject
    inner join tables
        on statements.document_id = tables.document_id and terms.table_type = tables.table_type
    left join figures
        on
            tables.document_id = figures.document_id
            and tables.table_no = figures.table_no
            and figures.phase not in ('previous_year', 'change')
            and coalesce(figures.three_public, '') not in ('operating_cost', 'meetings', 'training')
    where statements.concept = 'statement_of_absence'
    group by terms.identity, statements.document_id, statements.figure_id

),

sums as (

    select
        case totals.concept
            when 'procurement_total' then 'stated_procurement'
            when 'vehicles_total' then 'stated_vehicles'
            else 'stated_fixed_assets'
        end as identity,
        totals.document_id,
        totals.figure_id as place_key,
        totals.figure_id as left_figure_id,
        parts.figure_id as right_figure_id
    from plain as totals
    inner join plain as parts
        on
            totals.document_id = parts.document_id
            and totals.paragraph_no = parts.paragraph_no
            and totals.phase = parts.phase
            and totals.begins_at < parts.begins_at
            and (totals.concept, parts.concept) in (
                ('procurement_total', 'procurement_part'),
                ('vehicles_total', 'vehicles_by_kind'),
                ('fixed_assets_total', 'fixed_assets_part')
            )
    -- a second list, of one purse only, may follow; kinds that are not named may be more than zero
    qualify
        row_number() over (partition by totals.figure_id, parts.concept, parts.part order by parts.begins_at) = 1
        and (
            totals.concept <> 'procurement_total'
            or list_has_all(
                list(parts.subject) over (partition by totals.figure_id), ['goods', 'works', 'services']
            )
        )

),

-- budget and outcome of every function item: where the outcomes add up to the whole, the list is
-- complete, and the budgets must add up, too
function_items as (

    select *
    from plain
    where concept = 'expenditure_by_function' and phase in ('initial', 'final')
    -- shares by class state outcomes only
    qualify count(distinct phase) over (partition by document_id, paragraph_no) = 2

),

function_totals as (

    select *
    from plain
    where concept = 'general_public_expenditure' and phase in ('initial', 'final')
    qualify count(distinct phase) over (partition by document_id, paragraph_no) = 2

),

complete_lists as (

    select function_totals.document_id
    from function_totals
    inner join function_items
        on function_totals.document_id = function_items.document_id and function_totals.phase = function_items.phase
    where function_totals.phase = 'final'
    group by function_totals.document_id, function_totals.amount_yuan
    having sum(function_items.amount_yuan) = function_totals.amount_yuan and count(*) > 1

),

budgets_by_function as (

    select
        'stated_initial_by_function' as identity,
        function_totals.document_id,
        function_totals.figure_id as place_key,
        function_totals.figure_id as left_figure_id,
        function_items.figure_id as right_figure_id
    from function_totals
    semi join complete_lists on function_totals.document_id = complete_lists.document_id
    inner join function_items
        on function_totals.document_id = function_items.document_id and function_totals.phase = function_items.phase
    where function_totals.phase = 'initial'

),

pairs as (

    select
        *,
        right_figure_id as alternative
    from told
    union all
    select
        *,
        '' as alternative
    from spoken
    union all
    select
        *,
        '' as alternative
    from sums
    union all
    select
        *,
        '' as alternative
    from budgets_by_function
    union all
    select
        identity,
        document_id,
        place_key,
        left_figure_id,
        figure_id as right_figure_id,
        alternative
    from ratios

),

operands as (

    select distinct
        identity,
        document_id,
        place_key,
        alternative,
        'left' as side,
        1 as sign,
        left_figure_id as figure_id
    from pairs
    union all
    select
        identity,
        document_id,
        place_key,
        alternative,
        'right' as side,
        1 as sign,
        right_figure_id as figure_id
    from pairs

)

select * from operands
