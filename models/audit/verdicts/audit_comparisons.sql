-- Left against right for every way of counting, and of these the best: publishers count with or without
-- carry-over and do not say so. The tolerance follows from the print: half a unit in the last printed
-- place of every operand. It is never reached: two roundings of one number are equal.
with operands as (

    select
        operands.*,
        identities.relation
    from {{ ref('audit_operands') }} as operands
    inner join {{ ref('identities') }} as identities on operands.identity = identities.identity

),

figures as (

    select * from {{ ref('audit_quotations') }}

),

garbled as (

    select distinct
        document_id,
        table_no
    from {{ ref('int_column_nodes') }}
    where is_garbled

),

valued as (

    select
        operands.*,
        figures.table_no,
        figures.row_no,
        figures.column_no,
        figures.placement,
        figures.half_unit_yuan,
        garbled.document_id is not null as is_garbled,
        operands.sign * figures.amount_yuan as signed_yuan,
        case when operands.sign < 0 then '- ' else '' end || figures.quotation as quoted
    from operands
    inner join figures on operands.figure_id = figures.figure_id
    left join garbled on {{ same_table('figures', 'garbled') }}

),

sides as (

    select
        identity,
        document_id,
        place_key,
        alternative,
        relation,
        sum(signed_yuan) filter (where side = 'left') as left_yuan,
        sum(signed_yuan) filter (where side = 'right') as right_yuan,
        left_yuan - right_yuan as difference_yuan,
        sum(half_unit_yuan)::decimal(24, 8) as tolerance_yuan,
        count(*) as operand_count,
        bool_or(placement in ('ambiguous', 'guessed') or is_garbled) as has_ambiguous,
        list(quoted order by table_no, row_no, column_no, figure_id) filter (where side = 'left') as left_quotes,
        list(quoted order by table_no, row_no, column_no, figure_id) filter (where side = 'right') as right_quotes,
        arg_min(figure_id, (table_no, row_no, column_no, figure_id)) filter (where side = 'left') as left_figure_id,
        arg_min(figure_id, (table_no, row_no, column_no, figure_id)) filter (where side = 'right') as right_figure_id
    from valued
    group by all

),

judged as (

    select
        *,
        case
            when left_yuan = 0 and right_yuan is null then 'not_applicable'
            when difference_yuan is null then 'operand_missing'
            when difference_yuan = 0 then 'holds'
            when relation = 'at_most' and difference_yuan < 0 then 'holds'
            when relation = 'at_least' and difference_yuan > 0 then 'holds'
            when abs(difference_yuan) < tolerance_yuan then 'rounding'
            when has_ambiguous then 'ambiguous'
            else 'broken'
        end as outcome
    from sides

),

-- where none agrees, the way of counting that agrees elsewhere in the document
counted as (

    select
        *,
        count(*) filter (where outcome in ('holds', 'rounding')) over (
            partition by identity, document_id, alternative
        ) as held_count
    from judged

),

best as (

    select *
    from counted
    qualify row_number() over (
        partition by identity, document_id, place_key
        order by
            array_position(['holds', 'rounding', 'ambiguous', 'broken', 'operand_missing', 'not_applicable'], outcome),
            case when outcome = 'broken' then held_count end desc nulls last,
            abs(difference_yuan),
            alternative
    ) = 1

)

select * from best
