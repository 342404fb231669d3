-- The totals each set of facts is held against: those of the tables it was taken from; where one of these
-- prints none, a total of the same money printed elsewhere, in another table or in the prose.
with fact_rows as (

    select * from {{ ref('int_fact_rows') }}

),

table_totals as (

    select * from {{ ref('int_table_totals') }}

),

elsewhere as (

    select * from {{ ref('int_totals_elsewhere') }}

),

purses as (

    select * from {{ ref('int_purse_tree') }}

),

-- expenditure by function in single purses is held against the table of all purses where there is one
speaking as (

    select *
    from fact_rows
    where not (fact = 'fct_expenditure_by_function' and choice_no = 1 and total_purse = 'all')
    union all
    select * replace (1 as choice_no)
    from fact_rows
    where fact = 'fct_expenditure_by_function' and choice_no = 2

),

sources as (

    select distinct
        fact,
        choice_no,
        document_id,
        phase,
        table_no,
        total_nature,
        total_purse,
        is_apart,
        case fact
            when 'fct_revenue' then 'revenue'
            when 'fct_three_public_expenses' then 'three_public'
            when 'fct_operating_cost' then 'operating_cost'
            else 'expenditure'
        end as total_measure
    from speaking
    where not is_apart

),

own as (

    select
        sources.*,
        table_totals.figure_id,
        table_totals.total_kind,
        table_totals.amount_yuan,
        table_totals.half_unit_yuan
    from sources
    left join table_totals
        on {{ same_by('sources', 'table_totals', 'document_id', 'table_no', 'phase', 'total_measure') }}

),

in_own_tables as (

    select
        fact,
        choice_no,
        is_apart,
        document_id,
        phase,
        'table' as proved_by,
        sum(amount_yuan) as total_yuan,
        sum(half_unit_yuan) as half_units_yuan,
        string_agg(figure_id, ' ' order by amount_yuan desc, figure_id asc) as proof_ids,
        0 as purse_depth,
        -- a subtotal nobody called a total counts where it agrees
        bool_and(total_kind <> 'unlabelled') as is_decisive
    from own
    group by all
    having bool_and(figure_id is not null)

),

sets as (

    select distinct * exclude (table_no)
    from sources

),

in_other_places as (

    select distinct
        sets.fact,
        sets.choice_no,
        sets.is_apart,
        sets.document_id,
        sets.phase,
        elsewhere.proved_by,
        elsewhere.amount_yuan as total_yuan,
        elsewhere.half_unit_yuan as half_units_yuan,
        elsewhere.proof_id as proof_ids,
        purses.depth as purse_depth,
        false as is_decisive
    from sets
    inner join elsewhere
        on
            {{ same_by('sets', 'elsewhere', 'document_id', 'phase', 'total_nature') }}
            and elsewhere.total_measure = case sets.fact when 'fct_revenue' then 'revenue' else 'expenditure' end
    inner join purses
        on sets.total_purse = purses.funding_source and elsewhere.total_purse = purses.ancestor

),

totals as (

    select * from in_own_tables
    union all by name
    select * from in_other_places

)

select * from totals
