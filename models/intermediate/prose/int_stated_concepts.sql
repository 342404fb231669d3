-- What each figure of the prose counts: the words that end nearest to it, the longest of those; a
-- bare clause takes over the concept of the figure before it, of its own kind (money, count).
with clauses as (

    select * from {{ ref('int_stated_clauses') }}

),

matches as (

    select * from {{ ref('int_stated_matches') }}

),

nearest as (

    select
        clauses.document_id,
        clauses.paragraph_no,
        clauses.number_no,
        matches.concept,
        matches.subject,
        matches.funding_source,
        matches.words
    from clauses
    inner join matches
        on
            {{ same_by('clauses', 'matches', 'search_text', 'kind') }}
            and clauses.unit is not distinct from matches.unit
            and (matches.context_pattern is null or regexp_matches(clauses.context, matches.context_pattern))
    qualify row_number() over (
        partition by clauses.document_id, clauses.paragraph_no, clauses.number_no
        order by
            matches.ends_at desc,
            matches.priority asc,
            length(matches.words) desc,
            matches.pattern_no asc
    ) = 1

),

-- a figure with words of its own ends what was carried, known or not
own as (

    select
        {{ all_but('nearest', 'document_id', 'paragraph_no', 'number_no', 'concept') }},
        clauses.document_id,
        clauses.paragraph_no,
        clauses.number_no,
        clauses.figure_no,
        clauses.kind,
        clauses.is_in_reason,
        case when clauses.kind = 'count' then clauses.unit end as count_unit,
        case when clauses.is_in_reason then 'figure_in_reason' else nearest.concept end as concept,
        case
            when nearest.concept is not null or not (clauses.is_bare or clauses.is_in_reason)
                then clauses.figure_no
        end as carrier_no
    from clauses
    left join nearest on {{ same_by('clauses', 'nearest', 'document_id', 'paragraph_no', 'number_no') }}

),

carried as (

    select
        *,
        case
            when is_in_reason then null
            when kind in ('money', 'count') then max(carrier_no) over of_kind
            else max(carrier_no) over of_any
        end as carrier_figure_no
    from own
    window
        of_any as (partition by document_id, paragraph_no order by figure_no),
        of_kind as (partition by document_id, paragraph_no, kind, count_unit order by figure_no)

),

resolved as (

    select
        carried.document_id,
        carried.paragraph_no,
        carried.number_no,
        coalesce(carried.concept, carriers.concept, 'unmapped') as concept,
        coalesce(carried.words, carriers.words) as words,
        coalesce(carried.subject, carriers.subject) as subject_rule,
        coalesce(carried.funding_source, carriers.funding_source) as funding_source
    from carried
    left join own as carriers
        on
            {{ same_by('carried', 'carriers', 'document_id', 'paragraph_no') }}
            and carried.carrier_figure_no = carriers.figure_no

)

select * from resolved
