-- One row per printed amount with its full meaning: what it measures, in which phase and from whose
-- purse, by all that was said about it. Whether it is a leaf is decided one step later.
with placed as (

    select * from {{ ref('int_placed_amounts') }}

),

-- some forms add 会议费 and 培训费: what adds up all of them is no total of the three expenses
totalled as (

    select
        *,
        coalesce(
            three_public = 'total'
            and not {{ names_three_public("concat_ws('/', column_key, row_label)") }}
            and bool_or(three_public in ('meetings', 'training')) over (partition by document_id, table_no),
            false
        ) as is_wider_total
    from placed

),

measured as (

    select
        *,
        case
            when form_measure is not null then form_measure
            when column_measure is not null then column_measure
            when table_type = 'three_public_expenses' and is_wider_total then 'three_public_with_meetings_and_training'
            when table_type = 'three_public_expenses' then coalesce('three_public_' || three_public, 'three_public')
            when default_measure is not null then default_measure
            when side is not null then side
            when subject = 'balance' and block_no = 1 then 'revenue'
            else 'expenditure'
        end as measure,
        case
            when column_phase = 'change' or says_change then 'change'
            when coalesce(label_year, {{ year_in('column_key') }}) < fiscal_year then 'previous_year'
            when document_kind = 'final_accounts' and column_phase = 'initial' then coalesce(final_phase, 'final')
            when column_phase is not null then column_phase
            -- 预算数 beside 决算数 is the whole year's budget
            when document_kind = 'final_accounts' and label_phase = 'budget' then 'adjusted'
            when label_phase in ('initial', 'adjusted', 'final') then label_phase
            else {{ own_phase('document_kind') }}
        end as phase
    from totalled

),

figures as (

    select
        *,
        -- on the side of revenue the lines name the purses
        coalesce(
            column_funding_source,
            case when measure = 'revenue' then row_funding_source end,
            default_funding_source
        ) as funding_source,
        column_is_carry_over
        or (measure = 'revenue' and column_funding_source is null and row_is_carry_over) as is_carry_over
    from measured

)

select * from figures
