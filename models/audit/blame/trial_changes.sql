-- Whether a slip of the hand explains what a broken identity lacks: a digit, a swapped pair, a cell too
-- far, a factor.
with needed as (

    select * from {{ ref('needed_amounts') }}

),

figures as (

    select * from {{ ref('audit_figures') }}

),

-- the amount of the cell beside, above or below; that of the year before
neighbours as (

    select
        needed.finding_id,
        needed.figure_id,
        bool_or(beside.phase = 'previous_year' and beside.amount_yuan = needed.amount_yuan) as is_other_year,
        bool_or(beside.phase <> 'previous_year' and beside.amount_yuan = needed.needed_yuan) as is_next_cell,
        bool_or(
            beside.page > needed.page
            and beside.column_no = needed.column_no
            and {{ printed_number('(needed.text_key || beside.text_key)') }} = round(needed.needed_number, 4)
        ) as is_split
    from needed
    inner join figures as beside
        on
            {{ same_table('needed', 'beside') }}
            and needed.figure_id <> beside.figure_id
            and (
                needed.row_no = beside.row_no
                or (needed.column_no = beside.column_no and abs(needed.row_no - beside.row_no) = 1)
            )
    group by all

),

changes as (

    select
        needed.*,
        coalesce(
            case
                when abs(needed.needed_yuan / nullif(needed.amount_yuan, 0) / 10000 - 1) < 0.0005 then 'factor_10000'
                when abs(needed.amount_yuan / nullif(needed.needed_yuan, 0) / 10000 - 1) < 0.0005 then 'factor_10000'
            end,
            case when neighbours.is_split then 'split_over_page' end,
            case when neighbours.is_other_year then 'other_year' end,
            case when neighbours.is_next_cell and length(needed.needed_digits) > 2 then 'next_cell' end,
            {{ kind_of_slip('needed.was_digits', 'needed.needed_digits') }},
            'other'
        ) as repair
    from needed
    left join neighbours on {{ same_by('needed', 'neighbours', 'finding_id', 'figure_id') }}

)

select * from changes
