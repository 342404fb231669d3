-- Sentences that say there is nothing to report: 没有使用政府性基金预算拨款安排的支出. They count
-- nothing, but tell an absence that was stated from one that was overlooked.
with paragraphs as (

    select * from {{ ref('int_paragraphs') }} where regexp_matches(text, '没有|无|未|不')

),

patterns as (

    select
        subject,
        pattern
    from {{ ref('int_stated_patterns') }}
    where concept = 'statement_of_absence'

),

parts as (

    select
        document_id,
        paragraph_no,
        section_no,
        section_title,
        unnest(range(len(string_split_regex(text, '[。;]')))) as part_no,
        unnest(string_split_regex(text, '[。;]')) as sentence
    from paragraphs

),

placed as (

    select
        *,
        coalesce(sum(length(sentence) + 1) over (
            partition by document_id, paragraph_no order by part_no
            rows between unbounded preceding and 1 preceding
        ), 0)::integer as begins_at
    from parts

),

matched as (

    select
        placed.*,
        patterns.subject,
        regexp_extract(placed.sentence, patterns.pattern) as words
    from placed
    inner join patterns on regexp_matches(placed.sentence, patterns.pattern)

)

select * from matched
