-- What does not add up, each place with a key of its own.
with identities as (

    select * from {{ ref('audit_identities') }}
    where outcome = 'broken' and difference_yuan is not null

),

broken as (

    select
        identity,
        document_id,
        place_key,
        place,
        alternative,
        left_yuan,
        right_yuan,
        difference_yuan,
        tolerance_yuan,
        left_text,
        right_text,
        left_quotes,
        right_quotes,
        operand_count,
        page,
        other_page,
        table_no,
        other_table_no,
        row_no,
        column_no,
        md5(concat_ws('|', identity, document_id, place_key)) as finding_id
    from identities

)

select * from broken
