-- Sentences that say there is nothing to report: 没有使用政府性基金预算拨款安排的支出. They count
-- nothing, but tell an absence that was stated from one that was overlooked.
with paragraphs as (

    select
        *,
        string_split_regex(paragraph, '[。;]') as sentences
    from {{ ref('int_paragraphs') }}
    where {{ may_deny('paragraph') }}

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
        unnest(range(len(sentences))) as part_no,
        unnest(sentences) as sentence
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

-- sentences recur, so each is looked at once
sentences as (

    select distinct sentence
    from placed
    where {{ may_deny('sentence') }}

),

negated as (

    select
        sentences.sentence,
        patterns.subject,
        regexp_extract({{ without_denying_names('sentences.sentence') }}, patterns.pattern) as words
    from sentences
    inner join patterns on regexp_matches({{ without_denying_names('sentences.sentence') }}, patterns.pattern)

),

matched as (

    select
        placed.*,
        negated.subject,
        negated.words
    from placed
    inner join negated on placed.sentence = negated.sentence

)

select * from matched
