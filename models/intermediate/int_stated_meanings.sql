-- How each figure of the prose is to be read: compared with what, in which direction, in which phase.
with figures as (

    select
        figures.*,
        documents.document_kind
    from {{ ref('int_stated_concepts') }} as figures
    left join {{ ref('int_documents') }} as documents on figures.document_id = documents.document_id

),

words as (

    select * from {{ ref('stated_words') }} where attribute in ('direction', 'comparison', 'phase', 'funding_source')

),

-- an effect of the wording alone, so each wording is looked at once
wordings as (

    select distinct
        document_kind,
        kind,
        last_sentence,
        coalesce(section_title, '') as section_title
    from figures

),

chosen as (

    select
        wordings.*,
        words.attribute,
        words.value
    from wordings
    inner join words
        on
            (words.kind is null or words.kind = wordings.kind)
            and (words.document_kind is null or words.document_kind = wordings.document_kind)
            and regexp_matches(
                wordings.section_title || '/' || wordings.last_sentence,
                coalesce(words.pattern, '')
            )
    qualify row_number() over (
        partition by
            wordings.document_kind,
            wordings.kind,
            wordings.last_sentence,
            wordings.section_title,
            words.attribute
        order by words.priority, words.value
    ) = 1

),

pivoted as (

    select
        document_kind,
        kind,
        last_sentence,
        section_title,
        max(value) filter (where attribute = 'direction') as direction,
        max(value) filter (where attribute = 'comparison') as comparison,
        max(value) filter (where attribute = 'phase') as phase,
        max(value) filter (where attribute = 'funding_source') as funding_source
    from chosen
    group by all

),

joined as (

    select
        figures.* exclude (funding_source),
        -- a rate in brackets compares as the amount before it does: 增加185.24万元(10.26%)
        coalesce(
            pivoted.comparison,
            case
                when figures.kind = 'percent' and figures.last_clause = '('
                    then lag(pivoted.comparison) over (
                        partition by figures.document_id, figures.paragraph_no order by figures.figure_no
                    )
            end
        ) as comparison,
        case when figures.kind = 'unchanged' then 'unchanged' else pivoted.direction end as direction,
        coalesce(
            case when pivoted.comparison is null then pivoted.phase end,
            case figures.document_kind when 'budget' then 'initial' when 'final_accounts' then 'final' end
        ) as phase,
        coalesce(figures.funding_source, pivoted.funding_source) as funding_source
    from figures
    left join pivoted
        on
            figures.document_kind is not distinct from pivoted.document_kind
            and figures.kind = pivoted.kind
            and figures.last_sentence = pivoted.last_sentence
            and coalesce(figures.section_title, '') = pivoted.section_title

)

select * from joined
