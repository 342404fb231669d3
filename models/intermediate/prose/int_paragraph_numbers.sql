-- Paragraphs cut at their numbers, and at the words that stand in place of one (持平). Row 0 of a
-- paragraph holds the text before its first number.
with paragraphs as (

    select *
    from {{ ref('int_paragraphs') }}
    where is_prose and regexp_matches(paragraph, {{ number_pattern() }})

),

-- a number stands between the characters 1 and 2; the text before the first number is piece 0
split_up as (

    select
        document_id,
        paragraph_no,
        string_split(
            regexp_replace(paragraph, {{ number_pattern() }}, chr(1) || '\0' || chr(2), 'g'), chr(1)
        ) as pieces
    from paragraphs

),

pieces as (

    select
        document_id,
        paragraph_no,
        unnest(range(len(pieces))) as number_no,
        unnest(pieces) as piece
    from split_up

),

placed as (

    select
        *,
        case when number_no > 0 then split_part(piece, chr(2), 1) end as printed_text,
        case when number_no > 0 then split_part(piece, chr(2), 2) else piece end as text_after,
        lag(split_part(piece, chr(2), -1)) over in_order as text_before,
        coalesce(sum(length(replace(piece, chr(2), ''))) over until_here, 0)::integer as begins_at
    from pieces
    window
        in_order as (partition by document_id, paragraph_no order by number_no),
        until_here as (
            partition by document_id, paragraph_no order by number_no
            rows between unbounded preceding and 1 preceding
        )

)

select * from placed
