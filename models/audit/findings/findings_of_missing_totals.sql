-- Tables that print no total of their own, though the document prints it elsewhere.
with proofs as (

    select * from {{ ref('int_table_proofs') }}
    where is_proved and not has_own_total

),

tables as (

    select * from {{ ref('int_tables') }}

),

findings as (

    select
        proofs.document_id,
        proofs.facts_yuan as left_yuan,
        proofs.total_yuan as right_yuan,
        proofs.difference_yuan,
        proofs.row_count as broken_count,
        tables.first_page as page,
        'table_without_total' as identity,
        'info' as severity,
        'undecided' as attribution,
        'the table prints no total' as cause,
        '该表未印合计数' as cause_zh,
        coalesce(tables.table_title, tables.table_type) as place,
        md5(concat_ws('|', 'table_without_total', proofs.document_id, proofs.fact, proofs.table_no)) as finding_id
    from proofs
    inner join tables on {{ same_table('proofs', 'tables') }}

),

told as (

    select
        *,
        concat(
            '“', place, '” prints no total of its own; its rows add up to ', left_yuan::decimal(24, 2),
            ' yuan, which the document prints elsewhere.'
        ) as explanation,
        concat('“', place, '”未印合计数；各行之和', left_yuan::decimal(24, 2), '元，与文中他处所印合计数一致。') as explanation_zh
    from findings

)

select * from told
