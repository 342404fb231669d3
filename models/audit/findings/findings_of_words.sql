-- Words that contradict each other, and codes no list knows, one finding for each place.
with words as (

    select * from {{ ref('word_checks') }}
    where outcome in ('broken', 'operand_missing')

),

identities as (

    select * from {{ ref('identities') }}

),

findings as (

    select
        words.*,
        identities.severity,
        'undecided' as attribution,
        (words.outcome = 'broken')::integer as broken_count,
        md5(concat_ws('|', words.identity, words.document_id, words.place_key)) as finding_id
    from words
    inner join identities on words.identity = identities.identity

)

select * from findings
