-- Yuan taken for ten thousand yuan: a table whose total is ten thousand times what another table of the
-- document states, or a ten-thousandth of it. Only such pairs and equal ones are compared.
with headlines as (

    select
        headlines.document_id,
        headlines.table_type,
        headlines.figure_id,
        figures.amount_yuan
    from {{ ref('audit_headlines') }} as headlines
    inner join {{ ref('audit_figures') }} as figures on headlines.figure_id = figures.figure_id
    where
        headlines.headline in ('total', 'expenditure_grand', 'expenditure_year', 'department_total')
        and figures.amount_yuan > 0

),

-- the table of all expenditure, or what comes nearest to it
yardsticks as (

    select *
    from headlines
    where table_type in ('expenditure', 'revenue_expenditure', 'general_public_expenditure')
    qualify row_number() over (
        partition by document_id
        order by
            array_position(['expenditure', 'revenue_expenditure', 'general_public_expenditure'], table_type), figure_id
    ) = 1

),

pairs as (

    select
        headlines.document_id,
        headlines.table_type,
        headlines.figure_id as left_figure_id,
        yardsticks.figure_id as right_figure_id,
        headlines.amount_yuan::double / yardsticks.amount_yuan as ratio
    from headlines
    inner join yardsticks
        on headlines.document_id = yardsticks.document_id and headlines.figure_id <> yardsticks.figure_id
    qualify row_number() over (
        partition by headlines.document_id, headlines.table_type order by abs(ln(ratio)), headlines.figure_id
    ) = 1

),

telling as (

    select *
    from pairs
    -- printed to the yuan and to the cent of ten thousand, both round a little
    where ratio = 1 or abs(ratio / 10000 - 1) < 0.0005 or abs(ratio * 10000 - 1) < 0.0005

),

operands as (

    select
        'unit_by_magnitude' as identity,
        document_id,
        table_type as place_key,
        'printed' as alternative,
        'left' as side,
        left_figure_id as figure_id
    from telling
    union all
    select
        'unit_by_magnitude' as identity,
        document_id,
        table_type as place_key,
        'printed' as alternative,
        'right' as side,
        right_figure_id as figure_id
    from telling

)

select * from operands
