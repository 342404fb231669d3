-- What each figure of the prose counts: the words that end nearest to it, the longest of those; a
-- bare clause takes over the concept of the figure before it, of its own kind (money, count).
with clauses as (

    select * from {{ ref('int_stated_clauses') }}

),

patterns as (

    select * from {{ ref('int_stated_patterns') }}

),

reasons as (

    select any_value(pattern) as pattern from {{ ref('stated_words') }} where attribute = 'reason'

),

searched as (

    select
        clauses.*,
        regexp_matches(clauses.last_sentence, reasons.pattern) and clauses.kind <> 'unchanged' as is_in_reason,
        coalesce(clauses.section_path, '') || '/' || left(clauses.paragraph, clauses.begins_at) as context,
        case
            when clauses.kind = 'count'
                then coalesce(nullif(clauses.last_clause, ''), clauses.lead) || '#'
                    || regexp_extract(clauses.follow, '^[^,;。:、(]*')
            when clauses.bare_clause <> '' then clauses.last_clause
            when clauses.figure_no = 1 or regexp_matches(clauses.lead, '[;。]')
                then coalesce(clauses.section_title, '') || '。' || clauses.lead
        end as search_text
    from clauses
    cross join reasons

),

matched as (

    select
        searched.document_id,
        searched.paragraph_no,
        searched.number_no,
        patterns.concept,
        patterns.subject,
        patterns.funding_source,
        regexp_extract(searched.search_text, patterns.pattern) as words
    from searched
    inner join patterns
        on
            regexp_matches(searched.search_text, patterns.pattern)
            and (
                searched.kind = patterns.kind
                or (searched.kind in ('percent', 'unchanged') and patterns.kind in ('money', 'count'))
            )
            and (patterns.unit_pattern is null or regexp_full_match(searched.unit, patterns.unit_pattern))
            and (patterns.context_pattern is null or regexp_matches(searched.context, patterns.context_pattern))
    where not searched.is_in_reason
    qualify row_number() over (
        partition by searched.document_id, searched.paragraph_no, searched.number_no
        order by
            length(regexp_extract(searched.search_text, '^.*(?:' || patterns.pattern || ')')) desc,
            length(words) desc,
            patterns.pattern_no
    ) = 1

),

own as (

    select
        searched.*,
        case when searched.is_in_reason then 'figure_in_reason' else matched.concept end as own_concept,
        matched.subject,
        matched.funding_source,
        matched.words,
        -- a figure with words of its own ends what was carried, known or not
        case
            when matched.concept is not null or (searched.bare_clause <> '' and not searched.is_in_reason)
                then searched.figure_no
        end as carrier_no
    from searched
    left join matched
        on
            searched.document_id = matched.document_id
            and searched.paragraph_no = matched.paragraph_no
            and searched.number_no = matched.number_no

),

carried as (

    select
        *,
        case
            when is_in_reason then null
            when kind in ('money', 'count') then max(carrier_no) over of_kind
            else max(carrier_no) over of_any
        end as source_no
    from own
    window
        of_any as (partition by document_id, paragraph_no order by figure_no),
        of_kind as (partition by document_id, paragraph_no, kind, case when kind = 'count' then unit end order by figure_no)

),

resolved as (

    select
        carried.* exclude (subject, funding_source, words, own_concept, carrier_no, source_no, context, search_text),
        coalesce(carried.own_concept, source.own_concept, 'unmapped') as concept,
        coalesce(carried.words, source.words) as words,
        coalesce(carried.subject, source.subject) as subject_rule,
        coalesce(carried.funding_source, source.funding_source) as funding_source,
        coalesce(source.number_no, carried.number_no) as subject_number_no
    from carried
    left join own as source
        on
            carried.document_id = source.document_id
            and carried.paragraph_no = source.paragraph_no
            and carried.source_no = source.figure_no

)

select * from resolved
