-- Which patterns a wording matches, and how near to the figure. Wordings recur, so each is looked at once.
with wordings as (

    select distinct
        search_text,
        kind,
        unit
    from {{ ref('int_stated_clauses') }}
    where search_text is not null

),

patterns as (

    select *
    from {{ ref('int_stated_patterns') }}
    where kind <> 'absence'

),

matched as (

    select
        wordings.*,
        {{ all_but('patterns', 'kind') }},
        regexp_replace(regexp_extract(wordings.search_text, patterns.pattern), '^[)、①-⑳]+', '') as words,
        length(regexp_extract(wordings.search_text, '^.*(?:' || patterns.pattern || ')')) as ends_at
    from wordings
    inner join patterns
        on
            (
                wordings.kind = patterns.kind
                or (wordings.kind in ('percent', 'unchanged') and patterns.kind in ('money', 'count'))
            )
            and regexp_matches(wordings.search_text, patterns.pattern)
            and (patterns.unit_pattern is null or regexp_full_match(wordings.unit, patterns.unit_pattern))

)

select * from matched
