-- What each printed operand of a broken identity would have to be for it to hold, and whether a slip
-- of the hand explains the difference: a digit, a swapped pair, a cell too far, a factor.
with causes as (

    select * from {{ ref('audit_causes') }}

),

equal_identities as (

    select identity from {{ ref('identities') }}
    where relation = 'equal'

),

quotations as (

    select * from {{ ref('audit_quotations') }}

),

figures as (

    select * from {{ ref('audit_figures') }}

),

units as (

    select * from {{ ref('units') }}

),

operands as (

    select
        causes.finding_id,
        causes.cause_group,
        causes.document_id,
        causes.tolerance_yuan,
        operands.printed_figure_id as figure_id,
        quotations.page,
        quotations.table_no,
        quotations.row_no,
        quotations.column_no,
        quotations.amount_yuan,
        quotations.text_key,
        quotations.quotation,
        figures.row_label,
        figures.column_key,
        {{ printed_number('quotations.text_key') }} as number,
        units.factor,
        case
            when figures.figure_id is null then {{ printed_decimals('quotations.text_key') }}
            else greatest(
                {{ printed_decimals('quotations.text_key') }},
                round(log10(units.factor / nullif(2 * quotations.half_unit_yuan, 0)))
            )
        end::integer as decimals,
        quotations.amount_yuan
        - case operands.side when 'left' then 1 else -1 end * operands.sign * causes.difference_yuan as needed_yuan
    from causes
    semi join equal_identities on causes.identity = equal_identities.identity
    inner join {{ ref('audit_operands') }} as operands
        on
            causes.identity = operands.identity
            and causes.document_id = operands.document_id
            and causes.place_key = operands.place_key
            and causes.alternative = operands.alternative
    inner join quotations on operands.figure_id = quotations.figure_id
    left join figures on operands.figure_id = figures.figure_id
    left join units on figures.printed_unit = units.unit

),

numbered as (

    select
        *,
        case when amount_yuan <> 0 then number * needed_yuan::double / amount_yuan else needed_yuan / factor end
            as needed_number
    from operands
    where number is not null

),

written as (

    select
        *,
        {{ as_printed('needed_number', 'coalesce(decimals, 2)') }} as needed_text,
        round(number * power(10, coalesce(decimals, 2)))::hugeint::varchar as was_digits,
        round(needed_number * power(10, coalesce(decimals, 2)))::hugeint::varchar as needed_digits
    from numbered
    -- a change that makes money negative is no repair
    where needed_number >= 0 or number < 0

),

-- the amount of the cell beside, above or below; that of the year before
neighbours as (

    select
        written.finding_id,
        written.figure_id,
        bool_or(beside.phase = 'previous_year' and beside.amount_yuan = written.amount_yuan) as is_other_year,
        bool_or(beside.phase <> 'previous_year' and beside.amount_yuan = written.needed_yuan) as is_next_cell,
        bool_or(
            beside.page > written.page
            and beside.column_no = written.column_no
            and {{ printed_number('(written.text_key || beside.text_key)') }} = round(written.needed_number, 4)
        ) as is_split
    from written
    inner join figures as beside
        on
            written.document_id = beside.document_id
            and written.table_no = beside.table_no
            and written.figure_id <> beside.figure_id
            and (
                written.row_no = beside.row_no
                or (written.column_no = beside.column_no and abs(written.row_no - beside.row_no) = 1)
            )
    group by all

),

changes as (

    select
        written.*,
        coalesce(
            case
                when abs(written.needed_yuan / nullif(written.amount_yuan, 0) / 10000 - 1) < 0.0005 then 'factor_10000'
                when abs(written.amount_yuan / nullif(written.needed_yuan, 0) / 10000 - 1) < 0.0005 then 'factor_10000'
            end,
            case when neighbours.is_split then 'split_over_page' end,
            case when neighbours.is_other_year then 'other_year' end,
            case when neighbours.is_next_cell and length(written.needed_digits) > 2 then 'next_cell' end,
            {{ kind_of_slip('written.was_digits', 'written.needed_digits') }},
            'other'
        ) as repair
    from written
    left join neighbours on written.finding_id = neighbours.finding_id and written.figure_id = neighbours.figure_id
    where written.was_digits <> written.needed_digits

)

select * from changes
