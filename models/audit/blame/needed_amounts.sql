-- What each printed operand of a broken identity would have to be for it to hold, as it would be printed.
with causes as (

    select causes.*
    from {{ ref('audit_causes') }} as causes
    inner join {{ ref('identities') }} as identities on causes.identity = identities.identity
    where identities.relation = 'equal'

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

numbered as (

    select
        causes.finding_id,
        causes.cause_group,
        causes.tolerance_yuan,
        operands.printed_figure_id as figure_id,
        quotations.* exclude (figure_id),
        figures.row_label,
        figures.column_key,
        {{ printed_number('quotations.text_key') }} as number,
        -- no more than a number is kept with
        least(
            case
                when figures.figure_id is null then {{ printed_decimals('quotations.text_key') }}
                else greatest(
                    {{ printed_decimals('quotations.text_key') }},
                    round(log10(units.factor / nullif(2 * quotations.half_unit_yuan, 0)))
                )
            end, 8
        )::integer as decimals,
        quotations.amount_yuan
        - case operands.side when 'left' then 1 else -1 end * operands.sign * causes.difference_yuan as needed_yuan,
        case
            when quotations.amount_yuan <> 0 then number * needed_yuan::double / quotations.amount_yuan
            else needed_yuan / units.factor
        end as needed_number
    from causes
    inner join {{ ref('audit_operands') }} as operands on {{ same_reading('causes', 'operands') }}
    inner join quotations on operands.figure_id = quotations.figure_id
    left join figures on operands.figure_id = figures.figure_id
    left join units on figures.printed_unit = units.unit

),

written as (

    select
        *,
        {{ as_printed('needed_number', 'coalesce(decimals, 2)') }} as needed_text,
        round(number * power(10, coalesce(decimals, 2)))::hugeint::varchar as was_digits,
        round(needed_number * power(10, coalesce(decimals, 2)))::hugeint::varchar as needed_digits
    from numbered
    -- a change that makes money negative is no repair
    where number is not null and (needed_number >= 0 or number < 0)

),

changed as (

    select * from written
    where was_digits <> needed_digits

)

select * from changed
