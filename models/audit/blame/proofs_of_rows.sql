-- Broken sums within a table whose structure is proved: the same parts, as far as they are not nothing, add
-- up to the same total in other rows or columns. A sum down a column is proved by another column, a sum in a
-- row by two other rows, and by more of them than are broken.
with identities as (

    select * from {{ ref('identities') }}
    where scope in ('row', 'column', 'hierarchy')

),

judged as (

    select
        judged.*,
        identities.scope = 'row' as is_row,
        {{ finding_key('judged') }} as finding_id
    from {{ ref('audit_identities') }} as judged
    inner join identities on judged.identity = identities.identity
    where
        judged.outcome in ('holds', 'rounding', 'broken')
        and judged.left_yuan is not null
        and judged.table_no is not null
    qualify bool_or(judged.outcome = 'broken') over (
        partition by judged.document_id, judged.identity, judged.table_no
    )

),

figures as (

    select * from {{ ref('audit_figures') }}

),

-- which columns of its row, or which rows of its column, a sum is made of
sums as (

    select
        judged.finding_id,
        judged.document_id,
        judged.identity,
        judged.table_no,
        judged.outcome,
        judged.is_row,
        case when judged.is_row then judged.column_no else judged.row_no end as total_line,
        case when judged.is_row then judged.row_no else judged.column_no end as own_line,
        list(distinct case when judged.is_row then figures.column_no else figures.row_no end) as part_lines
    from judged
    inner join {{ ref('audit_operands') }} as operands
        on {{ same_reading('judged', 'operands') }} and operands.side = 'right'
    inner join figures on operands.figure_id = figures.figure_id and figures.amount_yuan <> 0
    group by all

),

broken as (

    select
        *,
        count(*) over (partition by document_id, identity, table_no, total_line) as broken_count
    from sums
    where outcome = 'broken'

),

witnesses as (

    select
        broken.finding_id,
        broken.is_row,
        broken.broken_count,
        count(distinct held.own_line) as witness_count
    from broken
    inner join sums as held
        on
            {{ same_by('broken', 'held', 'document_id', 'identity', 'table_no', 'total_line') }}
            and held.outcome <> 'broken'
            and len(held.part_lines) >= 2
            and list_has_all(held.part_lines, broken.part_lines)
    group by all

),

proofs as (

    select
        finding_id,
        witness_count
    from witnesses
    where not is_row or (witness_count >= 2 and witness_count > broken_count)

)

select * from proofs
