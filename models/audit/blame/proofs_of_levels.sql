-- Broken classes and groups whose level is proved by their codes: each row below them down to the last part
-- carries a code of theirs, one level deeper and no code twice, and another class or group of the table, of
-- two items or more, is what its items add up to.
with judged as (

    select
        judged.*,
        {{ finding_key('judged') }} as finding_id
    from {{ ref('audit_identities') }} as judged
    where
        judged.identity in ('class_of_items', 'group_of_items')
        and judged.outcome in ('holds', 'rounding', 'broken')
        and judged.left_yuan <> 0

),

nodes as (

    select * from {{ ref('int_level_nodes') }}

),

parts as (

    select * from {{ ref('audit_row_parts') }}

),

coded as (

    select
        parts.document_id,
        parts.table_no,
        parts.total_row,
        parts.total_code,
        count(distinct nodes.code) = count(*)
        and min(length(nodes.code)) = max(length(nodes.code))
        and bool_and(starts_with(nodes.code, parts.total_code)) as is_coded,
        max(parts.part_row) as last_row
    from parts
    inner join nodes
        on
            {{ same_table('parts', 'nodes') }}
            and parts.part_block = nodes.block_no
            and parts.part_row = nodes.row_no
    where parts.identity in ('class_of_items', 'group_of_items')
    group by all

),

-- a row among them of another kind, or of another code, may be a part that was not taken for one
unbroken as (

    select coded.*
    from coded
    anti join nodes
        on
            {{ same_table('coded', 'nodes') }}
            and nodes.row_no between coded.total_row and coded.last_row
            and not coalesce(starts_with(nodes.code, coded.total_code), false)
    where coded.is_coded

),

held as (

    select
        document_id,
        table_no,
        identity,
        count(distinct row_no) as held_count
    from judged
    where outcome <> 'broken' and operand_count >= 3
    group by all

),

proofs as (

    select
        judged.finding_id,
        held.held_count as witness_count
    from judged
    inner join held on {{ same_by('judged', 'held', 'document_id', 'table_no', 'identity') }}
    semi join unbroken on {{ same_table('judged', 'unbroken') }} and judged.row_no = unbroken.total_row
    where judged.outcome = 'broken'

)

select * from proofs
